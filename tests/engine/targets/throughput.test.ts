import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node-pty";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCommandTarget } from "../../../electron/engine/targets/command.ts";
import { started } from "../../contracts/target.ts";

const line = `${"the quick brown fox jumps over the lazy dog ".repeat(2)}\n`;
const fileBytes = 50_000_000;
let folder = "";
let file = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-throughput-"));
  file = join(folder, "fifty-megabytes");
  await writeFile(file, line.repeat(Math.ceil(fileBytes / line.length)).slice(0, fileBytes));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** MB/s, by the bytes that came. */
async function measure(read: (count: (bytes: number) => void) => Promise<unknown>): Promise<number> {
  let bytes = 0;
  const before = performance.now();
  await read((more) => {
    bytes += more;
  });
  return bytes / 1000 / (performance.now() - before);
}

const viaTarget = () =>
  measure(async (count) => {
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

const bare = () =>
  measure(
    (count) =>
      new Promise<void>((resolve) => {
        const pty = spawn("/bin/cat", [file], { encoding: null, cols: 80, rows: 24 });
        pty.onData((bytes) => count(bytes.length));
        pty.onExit(() => resolve());
      }),
  );

test("a target delivers 50 MB about as fast as node-pty alone", async () => {
  const speeds = { target: 0, bare: 0 };
  // The best of three in turn: what else the machine does then weighs on both alike.
  for (let round = 0; round < 3; round++) {
    speeds.bare = Math.max(speeds.bare, await bare());
    speeds.target = Math.max(speeds.target, await viaTarget());
  }
  console.log(`target ${speeds.target.toFixed(0)} MB/s, node-pty alone ${speeds.bare.toFixed(0)} MB/s`);
  // A few per cent apart on an idle machine; half allows for a busy one.
  expect(speeds.target).toBeGreaterThan(speeds.bare / 2);
});
