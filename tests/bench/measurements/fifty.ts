import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Figures } from "../harness/figures.ts";
import { createFloodTarget, floodKey } from "../harness/flood.ts";
import { startHost } from "../harness/host.ts";
import { startJoiners } from "../harness/joiners.ts";
import { startMember } from "../harness/members.ts";
import { startPlainNode } from "../harness/plain-node.ts";
import { cpuSeconds, peakResidentMB, residentMB } from "../harness/processes.ts";
import { writeSample } from "../harness/sample.ts";
import { type Bench, figure, type Measurement } from "../measurement.ts";

const participants = 50;
/** More than 10,000 lines of the sample. */
const fillBytes = 1_500_000;
/** After the last has joined: scrollbacks fetched, garbage collected as it happens. */
const settleMs = 4_000;
const idleMs = 10_000;

/** Percent of one core over the time. */
async function idleCpu(pid: number): Promise<number> {
  const beforeS = cpuSeconds(pid);
  await delay(idleMs);
  return ((cpuSeconds(pid) - beforeS) / (idleMs / 1000)) * 100;
}

async function run({ workplace }: Bench): Promise<Figures> {
  const file = join(workplace.newFolder("fill"), "lines.txt");
  writeSample(file, fillBytes);
  const target = await createFloodTarget(workplace, file);
  const host = await startHost(workplace, target.argv, participants);
  const emptyMB = residentMB(host.pid);
  const filler = await startMember(workplace, host.link, "Filler");
  const filled = target.nextFlood();
  await filler.call("press", { key: floodKey });
  await filled;
  const filledMB = residentMB(host.pid);
  await startJoiners(workplace, host.link, participants - 1);
  await delay(settleMs);
  const plain = await startPlainNode(workplace);
  const [cpu, bareCpu] = await Promise.all([idleCpu(host.pid), idleCpu(plain)]);
  target.dispose();
  return {
    residentMB: residentMB(host.pid),
    peakMB: peakResidentMB(host.pid),
    filledMB,
    emptyMB,
    bareMB: residentMB(plain),
    idlePercent: cpu,
    barePercent: bareCpu,
  };
}

export const fifty: Measurement = {
  name: "fifty",
  title: "50 participants, 10,000 lines of scrollback",
  method:
    `The scrollback is filled, ${participants} join over WebRTC (all but the one who fills it: tandem join), then the ` +
    `host process is left alone for ${idleMs / 1000} s. Bare: a Node that does nothing.`,
  run,
  rows: (figures) => {
    const [memory, cpu] = [figure(figures, "residentMB"), figure(figures, "idlePercent")];
    return [
      {
        what: "host's memory (RSS)",
        measured: memory,
        bare: figure(figures, "bareMB"),
        unit: "MB",
        reach: "300 MB",
        met: memory < 300,
        note:
          `started ${figure(figures, "emptyMB").toFixed(0)}, filled ${figure(figures, "filledMB").toFixed(0)}, ` +
          `at most ${figure(figures, "peakMB").toFixed(0)}`,
      },
      {
        what: "host's CPU, idle, of a core",
        measured: cpu,
        bare: figure(figures, "barePercent"),
        unit: "%",
        reach: "3 %",
        met: cpu < 3,
      },
    ];
  },
};
