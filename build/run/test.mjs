import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "./build.mjs";
import { ensure } from "./ensure.mjs";
import { runNode } from "./lib/processes.mjs";
import { ensurePrograms, hasToolchain } from "./lib/programs.mjs";

const long = process.argv.includes("--long");
const tally = { passed: 0, failed: 0 };
const scratch = mkdtempSync(join(tmpdir(), "tandem-test-"));

try {
  // Without these nothing else can run; of the others each says what it has to say, whatever came before.
  const programs = () => stage("programs", () => ensurePrograms(note));
  const packages = () => stage("packages", () => ensure(note));
  // Both wait for a network most of the time, and packages need none of the programs but the toolchain.
  const ready = hasToolchain()
    ? (await Promise.all([programs(), packages()])).every(Boolean)
    : (await programs()) && (await packages());
  if (ready) {
    await Promise.all([
      stage("format", () => tool(["node_modules/@biomejs/biome/bin/biome", "format", "."])),
      stage("lint and types", () =>
        // The checker is a Go program of a few seconds: memory is cheaper than collecting it, a fifth of its time.
        tool(["node_modules/oxlint/bin/oxlint", "--type-aware", "--type-check"], {
          GOGC: "400",
          GOMEMLIMIT: "2GiB",
        }),
      ),
      stage("layers", () => tool(["build/run/layers.ts"])),
    ]);
    if (await stage("build", () => build(note))) await tests();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;
console.log(`${tally.passed} passed, ${tally.failed} failed`);

/**
 * @param {string} name
 * @param {() => Promise<void>} work throws where it fails
 * @returns {Promise<boolean>} whether it passed
 */
async function stage(name, work) {
  const begin = performance.now();
  try {
    await work();
    tally.passed++;
    console.log(`✓ ${name} (${secondsSince(begin)})`);
    return true;
  } catch (error) {
    tally.failed++;
    console.log(`✗ ${name} (${secondsSince(begin)})`);
    console.log(error instanceof Error ? error.message : error);
    return false;
  }
}

/**
 * @param {readonly [string, ...string[]]} script
 * @param {NodeJS.ProcessEnv} [env]
 */
async function tool(script, env = {}) {
  const { code, output } = await runNode(script, { env });
  if (code !== 0) throw new Error(output);
}

async function tests() {
  const begin = performance.now();
  const report = join(scratch, "report.json");
  const counts = join(scratch, "counts.txt");
  const { code } = await runNode(
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    {
      inherit: true,
      env: long ? { TANDEM_LONG: "1", TANDEM_COUNTS_FILE: counts } : {},
    },
  );
  const { passed, failed, skipped } = countTests(report);
  tally.passed += passed;
  // The runner can fail beside its tests: an error nobody awaited, a process that did not end.
  tally.failed += code !== 0 && failed === 0 ? 1 : failed;
  if (existsSync(counts)) {
    const lines = new Set(readFileSync(counts, "utf8").trimEnd().split("\n"));
    console.log(`Counts used:\n${[...lines].sort().join("\n")}`);
  }
  if (skipped > 0) console.log(`${skipped} did not run and are not counted.`);
  console.log(`${failed === 0 && code === 0 ? "✓" : "✗"} tests (${secondsSince(begin)})`);
}

/**
 * @param {string} report what vitest's JSON reporter wrote
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
function countTests(report) {
  const counted = { passed: 0, failed: 0, skipped: 0 };
  /** @type {{ status: string, assertionResults: { status: string }[] }[]} */
  const files = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")).testResults : [];
  for (const { status, assertionResults } of files) {
    const before = counted.failed;
    for (const { status: outcome } of assertionResults) {
      if (outcome === "passed") counted.passed++;
      else if (outcome === "failed") counted.failed++;
      else counted.skipped++;
    }
    // A file that could not be loaded, or whose set-up failed, has no failed test of its own.
    if (status === "failed" && counted.failed === before) counted.failed++;
  }
  return counted;
}

/** @param {string} line */
function note(line) {
  console.log(`  ${line}`);
}

/** @param {number} begin */
function secondsSince(begin) {
  return `${((performance.now() - begin) / 1000).toFixed(1)} s`;
}
