import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node-pty";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCommandTarget } from "../../../electron/engine/targets/command.ts";
import { started } from "../../contracts/target.ts";

const line = `${"the quick brown fox jumps over the lazy dog ".repeat(2)}\n`;
const fileBytes = 50_000_000;
const rounds = 4;
let folder = "";
let file = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-throughput-"));
  file = join(folder, "fifty-megabytes");
  await writeFile(file, line.repeat(Math.ceil(fileBytes / line.length)).slice(0, fileBytes));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Effort {
  bytes: number;
  wallMs: number;
  cpuMs: number;
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Adds what one reading of the file took. */
async function measure(
  effort: Effort,
  read: (count: (bytes: number) => void) => Promise<unknown>,
): Promise<void> {
  const [wallBefore, cpuBefore] = [performance.now(), cpuMs()];
  await read((bytes) => {
    effort.bytes += bytes;
  });
  effort.wallMs += performance.now() - wallBefore;
  effort.cpuMs += cpuMs() - cpuBefore;
}

const viaTarget = (effort: Effort) =>
  measure(effort, async (count) => {
    const target = createCommandTarget({
      env: process.env,
      cwd: "/",
      cols: 80,
      rows: 24,
      argv: ["cat", file],
    });
    target.onOutput((bytes) => count(bytes.length));
    await (await started(target)).exit;
  });

const bare = (effort: Effort) =>
  measure(
    effort,
    (count) =>
      new Promise<void>((resolve) => {
        const pty = spawn("/bin/cat", [file], { encoding: null, cols: 80, rows: 24 });
        pty.onData((bytes) => count(bytes.length));
        pty.onExit(() => resolve());
      }),
  );

test("a target delivers 50 MB with about the effort of node-pty alone", { timeout: 120_000 }, async () => {
  const effort = { target: { bytes: 0, wallMs: 0, cpuMs: 0 }, bare: { bytes: 0, wallMs: 0, cpuMs: 0 } };
  // In turn, and summed: what else the machine does meanwhile weighs on both alike.
  for (let round = 0; round < rounds; round++) {
    await bare(effort.bare);
    await viaTarget(effort.target);
  }
  const told = ({ bytes, wallMs, cpuMs: cpu }: Effort) =>
    `${(bytes / 1000 / wallMs).toFixed(0)} MB/s, ${(cpu / rounds).toFixed(0)} ms of CPU each time`;
  console.log(`target ${told(effort.target)}; node-pty alone ${told(effort.bare)}`);
  expect(effort.target.bytes).toBe(effort.bare.bytes);
  // Of CPU time, since wall time is mostly the other programs' on a busy machine. They are a few per cent apart on an
  // idle one; even there single readings vary by half, so only a cost of another order can be told from chance.
  expect(effort.target.cpuMs).toBeLessThan(effort.bare.cpuMs * 2);
});
