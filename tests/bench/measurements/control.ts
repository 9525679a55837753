import { setTimeout as delay } from "node:timers/promises";
import { type Figures, median, quantile, sharedMs } from "../harness/figures.ts";
import { startHost } from "../harness/host.ts";
import { startBarePair } from "../harness/link-bare.ts";
import { startMember } from "../harness/members.ts";
import { openBenchOwner } from "../harness/owner.ts";
import { type Bench, figure, type Measurement } from "../measurement.ts";

const handOvers = 12;
/** Before the same person asks again: a little more than the session asks for. */
const pauseMs = 5_200;
const people = 4;
const tripBytes = 96;

async function run({ workplace }: Bench): Promise<Figures> {
  const pair = await startBarePair(workplace);
  await pair.near.call("startTrips", { bytes: tripBytes, everyMs: 20 });
  await delay(2_000);
  const { tripsMs } = await pair.near.call("stopTrips", null);
  await workplace.endAll();

  const host = await startHost(workplace, ["cat"], 16, "presenter");
  const owner = await openBenchOwner(host);
  const members = [];
  for (let index = 0; index < people; index++) {
    members.push(await startMember(workplace, host.link, `Member ${index + 1}`));
  }
  const tookMs: number[] = [];
  for (let round = 0; round < handOvers / people; round++) {
    for (const member of members) {
      const { participant } = await member.call("whoAmI", null);
      const taken = member.call("takeControl", null);
      const grantedMs = await grant(owner, participant);
      tookMs.push((await taken).atMs - grantedMs);
      await member.call("handBack", null);
    }
    await delay(pauseMs);
  }
  owner.dispose();
  return { p50Ms: median(tookMs), mostMs: quantile(tookMs, 1), tripP50Ms: median(tripsMs) };
}

/** As soon as they wait for it; when the grant was sent. */
async function grant(
  owner: Awaited<ReturnType<typeof openBenchOwner>>,
  participant: string,
): Promise<number> {
  for (;;) {
    const atMs = sharedMs();
    try {
      await owner.command("control.approve", { participant });
      return atMs;
    } catch {
      await delay(5);
    }
  }
}

export const control: Measurement = {
  name: "control",
  title: "Control changes hands",
  method:
    `${handOvers} times among ${people} participants over WebRTC: from the owner's grant (over the host's socket) to ` +
    "the new holder's first accepted key. Bare: two round trips over a bare node-datachannel, which it cannot do without.",
  mostRuns: 3,
  run,
  rows: (figures) => {
    const [p50, most] = [figure(figures, "p50Ms"), figure(figures, "mostMs")];
    const bare = 2 * figure(figures, "tripP50Ms");
    return [
      {
        what: "grant → first accepted key, p50",
        measured: p50,
        bare,
        unit: "ms",
        reach: "50 ms",
        met: p50 < 50,
      },
      { what: "the longest of them", measured: most, unit: "ms", reach: "50 ms", met: most < 50 },
    ];
  },
};
