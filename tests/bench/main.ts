/**
 * `npm run bench`: measures what was promised, each figure beside a bare reference from the same run.
 * `--only NAME` (again for more), `--runs N`, `--json FILE`, `--profile FOLDER` (of the hosts), `--list`. A missed
 * reach is printed and is no exit code; a measurement that could not be made is.
 */
import { writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createBudget } from "./harness/budget.ts";
import { type Figures, medians } from "./harness/figures.ts";
import { writeSample } from "./harness/sample.ts";
import { createWorkplace } from "./harness/workplace.ts";
import type { Bench, Measurement, Row } from "./measurement.ts";
import { control } from "./measurements/control.ts";
import { events } from "./measurements/events.ts";
import { catFile } from "./measurements/cat-file.ts";
import { fifty } from "./measurements/fifty.ts";
import { finalScreen } from "./measurements/final-screen.ts";
import { firstScreen } from "./measurements/first-screen.ts";
import { floodKeys } from "./measurements/flood-keys.ts";
import { frozen } from "./measurements/frozen.ts";
import { keystroke } from "./measurements/keystroke.ts";
import { startUp } from "./measurements/start-up.ts";
import { formatTable } from "./table.ts";

/** The short ones first: the time they leave is for those that take long. */
const measurements: readonly Measurement[] = [
  startUp,
  firstScreen,
  keystroke,
  catFile,
  finalScreen,
  fifty,
  floodKeys,
  frozen,
  control,
  events,
];
const sampleBytes = 50_000_000;
/** The whole stays under 12 minutes, on a slow machine too: by then with fewer runs. */
const totalMs = 10.5 * 60_000;
/** What still runs then is ended and counts as failed. */
const hardLimitMs = 11.5 * 60_000;

interface Done {
  readonly measurement: Measurement;
  readonly runs: readonly Figures[];
  readonly rows: readonly Row[];
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true },
      runs: { type: "string", default: "5" },
      json: { type: "string" },
      profile: { type: "string" },
      list: { type: "boolean", default: false },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error("--runs takes a whole number from 1.");
  const unknown = values.only?.find((name) => measurements.every((each) => each.name !== name));
  if (unknown !== undefined) {
    throw new Error(`${unknown} is none of ${measurements.map(({ name }) => name).join(", ")}.`);
  }
  const chosen = measurements.filter(({ name }) => values.only?.includes(name) ?? true);
  return { ...values, chosen, runs };
}

function shorten(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(3))}`)
    .join(", ");
}

async function runMeasurement(
  bench: Bench,
  measurement: Measurement,
  runs: number,
  fits: () => boolean,
): Promise<Done> {
  const done: Figures[] = [];
  const most = Math.min(runs, measurement.mostRuns ?? runs);
  console.log(`\n${measurement.title}\n  ${measurement.method}`);
  for (let run = 0; run < most && fits(); run++) {
    const startedMs = performance.now();
    try {
      const figures = await measurement.run(bench);
      done.push(figures);
      console.log(`  ${((performance.now() - startedMs) / 1000).toFixed(1)} s: ${shorten(figures)}`);
    } finally {
      await bench.workplace.endAll();
    }
  }
  if (done.length === 0) throw new Error("no time was left for it");
  return { measurement, runs: done, rows: measurement.rows(medians(done)) };
}

async function main(): Promise<void> {
  const { chosen, runs, json, list, profile } = readArguments();
  if (list) {
    for (const { name, title, method } of chosen) console.log(`${name}: ${title}\n  ${method}`);
    return;
  }
  const workplace = createWorkplace(profile);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));
  const path = join(workplace.folder, "sample.txt");
  writeSample(path, sampleBytes);
  const bench: Bench = { workplace, sample: path };
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGB: Number((totalmem() / 1e9).toFixed(1)),
    kernel: release(),
    node: process.version,
    load: loadavg()[0] ?? 0,
  };
  console.log(
    `${machine.cores} × ${machine.cpu}, ${machine.memoryGB} GB, Linux ${machine.kernel}, Node ${machine.node}; load ${machine.load.toFixed(2)}`,
  );

  const done: Done[] = [];
  const budget = createBudget(totalMs, () => performance.now());
  const hardLimit = setTimeout(() => void workplace.endAll(), hardLimitMs);
  try {
    for (const [index, measurement] of chosen.entries()) {
      try {
        done.push(await runMeasurement(bench, measurement, runs, budget.share(chosen.length - index)));
      } catch (error) {
        process.exitCode = 1;
        console.error(
          `  ${measurement.name} failed: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  } finally {
    clearTimeout(hardLimit);
    await workplace.dispose();
  }
  const sections = done.map((each) => ({
    title: each.measurement.title,
    runs: each.runs.length,
    rows: each.rows,
  }));
  console.log(`\n${formatTable(sections)}`);
  if (json !== undefined) {
    const report = done.map((each) => ({ name: each.measurement.name, rows: each.rows, runs: each.runs }));
    writeFileSync(json, `${JSON.stringify({ machine, measurements: report }, undefined, 2)}\n`);
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
