import { type Figures, median, quantile } from "../harness/figures.ts";
import { createFloodTarget, endMarker, floodKey } from "../harness/flood.ts";
import { startHost } from "../harness/host.ts";
import { startJoiners } from "../harness/joiners.ts";
import { startMembers } from "../harness/members.ts";
import { peakResidentMB } from "../harness/processes.ts";
import { type Bench, figure, type Measurement, type Row } from "../measurement.ts";

/** The one who freezes is a `tandem join`; the others measure. */
const others = 7;
const keyEveryMs = 50;

interface Outcome {
  /** Bytes to each of the others, in MB per second of the flood: a flood that is over sooner brings fewer in all. */
  readonly deliveredMBPerS: number;
  readonly latencyMs: number;
  readonly tookMs: number;
  readonly peakMB: number;
}

async function flood({ workplace, sample }: Bench, freeze: boolean): Promise<Outcome> {
  const target = await createFloodTarget(workplace, sample);
  const host = await startHost(workplace, target.argv);
  const [frozen] = await startJoiners(workplace, host.link, 1);
  const members = await startMembers(workplace, host.link, others);
  const seen = members.map((member) => member.call("seeText", { text: endMarker(1) }));
  if (freeze && frozen !== undefined) process.kill(frozen, "SIGSTOP");
  const [typist] = members;
  if (typist === undefined) throw new Error("nobody types");
  await typist.call("startKeys", { key: "x", everyMs: keyEveryMs });
  const { atMs: pressedMs } = await typist.call("press", { key: floodKey });
  const seenMs = (await Promise.all(seen)).map(({ atMs }) => atMs);
  const { deliveriesMs } = await typist.call("stopKeys", null);
  const received = await Promise.all(members.map((member) => member.call("received", null)));
  const peakMB = peakResidentMB(host.pid);
  target.dispose();
  await workplace.endAll();
  const tookMs = Math.max(...seenMs) - pressedMs;
  return {
    deliveredMBPerS: median(received.map(({ logBytes }) => logBytes)) / 1e3 / tookMs,
    latencyMs: quantile(deliveriesMs, 0.5),
    tookMs,
    peakMB,
  };
}

async function run(bench: Bench): Promise<Figures> {
  const whole = await flood(bench, false);
  const frozen = await flood(bench, true);
  return {
    deliveredMBPerS: frozen.deliveredMBPerS,
    latencyMs: frozen.latencyMs,
    tookMs: frozen.tookMs,
    peakMB: frozen.peakMB,
    bareDeliveredMBPerS: whole.deliveredMBPerS,
    bareLatencyMs: whole.latencyMs,
    bareTookMs: whole.tookMs,
    barePeakMB: whole.peakMB,
  };
}

function compare(
  figures: Figures,
  what: string,
  name: string,
  unit: Row["unit"],
  worse: "less" | "more",
): Row {
  const measured = figure(figures, name);
  const bare = figure(figures, `bare${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  const met = worse === "less" ? measured >= 0.9 * bare : measured <= 1.1 * bare;
  return { what, measured, bare, unit, reach: "within 10 %", met };
}

export const frozen: Measurement = {
  name: "frozen",
  title: "One of 8 frozen (SIGSTOP) in a 50 MB flood",
  method:
    `What the ${others} others get, each measuring; the frozen one is a tandem join. Bare: the same without freezing ` +
    "anybody, from the same run. Better by more than 10 % is met.",
  run,
  rows: (figures) => {
    const [peak, barePeak] = [figure(figures, "peakMB"), figure(figures, "barePeakMB")];
    return [
      compare(figures, "others' bytes, median", "deliveredMBPerS", "MB/s", "less"),
      compare(figures, "another's key → delivered, p50", "latencyMs", "ms", "more"),
      compare(figures, "key → end marker at the last", "tookMs", "ms", "more"),
      {
        what: "host's memory, at most",
        measured: peak,
        bare: barePeak,
        unit: "MB",
        reach: "+ 20 MB",
        met: peak - barePeak < 20,
      },
    ];
  },
};
