import { type Figures, quantile } from "../harness/figures.ts";
import { createFloodTarget, endMarker, floodKey } from "../harness/flood.ts";
import { startHost } from "../harness/host.ts";
import { startJoiners } from "../harness/joiners.ts";
import { startBarePair } from "../harness/link-bare.ts";
import { startMember } from "../harness/members.ts";
import { type Bench, figure, type Measurement } from "../measurement.ts";

const keyEveryMs = 50;
/** One takes 2 to 4 s: together they give enough keys for a p99. */
const floods = 3;
const joiners = 7;
const tripBytes = 96;

/** A data channel whose far end reads the same flood from a terminal in the same process, and does nothing else. */
async function bareRun({ workplace, sample }: Bench): Promise<readonly number[]> {
  const target = await createFloodTarget(workplace, sample);
  const pair = await startBarePair(workplace);
  await pair.near.call("startTrips", { bytes: tripBytes, everyMs: keyEveryMs });
  for (let flood = 0; flood < floods; flood++) {
    await pair.far.call("flood", {
      argv: [...target.argv],
      key: floodKey,
      end: endMarker(1),
      terminal: false,
    });
  }
  const { tripsMs } = await pair.near.call("stopTrips", null);
  target.dispose();
  await workplace.endAll();
  return tripsMs;
}

async function run(bench: Bench): Promise<Figures> {
  const { workplace, sample } = bench;
  const bare = await bareRun(bench);
  const target = await createFloodTarget(workplace, sample);
  const host = await startHost(workplace, target.argv);
  await startJoiners(workplace, host.link, joiners);
  const member = await startMember(workplace, host.link, "Typist");
  await member.call("startKeys", { key: "x", everyMs: keyEveryMs });
  for (let flood = 0; flood < floods; flood++) {
    const ended = target.nextFlood();
    await member.call("press", { key: floodKey });
    await ended;
  }
  const { answersMs, deliveriesMs, refused } = await member.call("stopKeys", null);
  target.dispose();
  await host.leaveProfile();
  return {
    keys: answersMs.length,
    refused,
    answerP50Ms: quantile(answersMs, 0.5),
    answerP99Ms: quantile(answersMs, 0.99),
    answerMaxMs: Math.max(...answersMs),
    deliveryP50Ms: quantile(deliveriesMs, 0.5),
    deliveryP99Ms: quantile(deliveriesMs, 0.99),
    deliveryMaxMs: Math.max(...deliveriesMs),
    bareP99Ms: quantile(bare, 0.99),
  };
}

export const floodKeys: Measurement = {
  name: "flood-keys",
  title: "50 MB flooding to 8 participants: keys",
  method:
    `${floods} floods a run; one of the eight presses a key every ${keyEveryMs} ms while they last, the others are ` +
    "tandem join. Delivered: an entry that follows without a gap, or a whole screen, at or past the answer's seq. " +
    "Bare: round trips over a data channel whose far end reads the same flood from a terminal.",
  run,
  rows: (figures) => {
    const [answer, delivery] = [figure(figures, "answerP99Ms"), figure(figures, "deliveryP99Ms")];
    const bare = figure(figures, "bareP99Ms");
    const note = `${figure(figures, "keys")} keys a run, ${figure(figures, "refused")} refused`;
    return [
      {
        what: "key → accepted, p99",
        measured: answer,
        bare,
        unit: "ms",
        reach: "100 ms",
        met: answer < 100,
        note,
      },
      {
        what: "key → delivered, p99",
        measured: delivery,
        bare,
        unit: "ms",
        reach: "100 ms",
        met: delivery < 100,
      },
    ];
  },
};
