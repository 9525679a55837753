import { type Figures, quantile } from "../harness/figures.ts";
import { createFloodTarget, floodKey } from "../harness/flood.ts";
import { startHost } from "../harness/host.ts";
import { startBarePair } from "../harness/link-bare.ts";
import { startMember } from "../harness/members.ts";
import { openBenchOwner } from "../harness/owner.ts";
import { type Bench, figure, type Measurement } from "../measurement.ts";

const participants = 20;
const rounds = 6;
const everyMs = 60;
/** Long enough for all of them to be made while they last. */
const floods = 4;
const tripBytes = 200;

async function run({ workplace, sample }: Bench): Promise<Figures> {
  const pair = await startBarePair(workplace);
  await pair.near.call("startTrips", { bytes: tripBytes, everyMs });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const { tripsMs } = await pair.near.call("stopTrips", null);
  await workplace.endAll();

  const target = await createFloodTarget(workplace, sample);
  const host = await startHost(workplace, target.argv, participants + 1, "presenter");
  const owner = await openBenchOwner(host);
  const member = await startMember(workplace, host.link, "Speaker");
  await member.call("crowd", { link: host.link, count: participants });
  const ends = Array.from({ length: floods }, () => target.nextFlood());
  await owner.command("input.key", { data: floodKey.repeat(floods) });
  const { deliveriesMs } = await member.call("talk", { count: rounds, everyMs });
  await Promise.all(ends);
  owner.dispose();
  target.dispose();
  return {
    events: deliveriesMs.length,
    p50Ms: quantile(deliveriesMs, 0.5),
    p99Ms: quantile(deliveriesMs, 0.99),
    maxMs: Math.max(...deliveriesMs),
    bareP99Ms: quantile(tripsMs, 0.99),
  };
}

export const events: Measurement = {
  name: "events",
  title: "50 MB floods to 20 participants: chat, annotations, control",
  method:
    `One of ${participants} clients, all in one process, writes, draws and asks for control every ${everyMs} ms while ` +
    `${floods} floods last; from the call to the entry's arrival at each of them. Bare: a round trip over a bare ` +
    "node-datachannel without a flood.",
  mostRuns: 3,
  run,
  rows: (figures) => {
    const p99 = figure(figures, "p99Ms");
    return [
      {
        what: "event → all of them, p99",
        measured: p99,
        bare: figure(figures, "bareP99Ms"),
        unit: "ms",
        reach: "150 ms",
        met: p99 < 150,
        note: `${figure(figures, "events")} arrivals a run, p50 ${figure(figures, "p50Ms").toFixed(1)} ms`,
      },
    ];
  },
};
