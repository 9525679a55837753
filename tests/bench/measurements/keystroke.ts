import { setTimeout as delay } from "node:timers/promises";
import { type Figures, quantile } from "../harness/figures.ts";
import { startHost } from "../harness/host.ts";
import { startBarePair } from "../harness/link-bare.ts";
import { startMember } from "../harness/members.ts";
import { type Bench, figure, type Measurement } from "../measurement.ts";

/** Four times as fast as a held key repeats, and still a silence before each: what a typist leaves. */
const pauseMs = 8;
const keys = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(50);
/** Not counted: a minute of typing, until which the engines on both sides run what is not compiled yet. */
const warmUp = 720;
/** About what a keystroke's frame weighs one way and its entry the other. */
const tripBytes = 96;

async function run({ workplace }: Bench): Promise<Figures> {
  const pair = await startBarePair(workplace);
  const { echoesMs: bareEchoes } = await pair.far.call("typeEchoes", { keys, pauseMs });
  await pair.near.call("startTrips", { bytes: tripBytes, everyMs: pauseMs });
  await delay(keys.length * pauseMs);
  const { tripsMs } = await pair.near.call("stopTrips", null);
  await workplace.endAll();

  const host = await startHost(workplace, ["cat"]);
  const member = await startMember(workplace, host.link, "Typist");
  const { echoesMs } = await member.call("typeEchoes", { keys, pauseMs });
  await host.leaveProfile();
  const of = (values: readonly number[], share: number) => quantile(values.slice(warmUp), share);
  return {
    p50Ms: of(echoesMs, 0.5),
    p99Ms: of(echoesMs, 0.99),
    bareP50Ms: of(bareEchoes, 0.5) + of(tripsMs, 0.5),
    bareP99Ms: of(bareEchoes, 0.99) + of(tripsMs, 0.99),
    barePtyP50Ms: of(bareEchoes, 0.5),
    bareTripP50Ms: of(tripsMs, 0.5),
  };
}

export const keystroke: Measurement = {
  name: "keystroke",
  title: "Keystroke to echo at a participant, WebRTC",
  method:
    `${keys.length - warmUp} keys a run into cat, each ${pauseMs} ms after the echo before. ` +
    "Bare: node-pty's own echo from cat, and a round trip over a bare node-datachannel, added.",
  run,
  rows: (figures) => {
    const [p50, p99] = [figure(figures, "p50Ms"), figure(figures, "p99Ms")];
    const [bareP50, bareP99] = [figure(figures, "bareP50Ms"), figure(figures, "bareP99Ms")];
    return [
      {
        what: "key → echo, p50",
        measured: p50,
        bare: bareP50,
        unit: "ms",
        reach: "1.5 × bare",
        met: p50 <= 1.5 * bareP50,
      },
      { what: "key → echo, p99", measured: p99, bare: bareP99, unit: "ms", reach: "5 ms", met: p99 < 5 },
    ];
  },
};
