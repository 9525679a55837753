import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCommandTarget } from "../../../electron/engine/targets/command.ts";
import { started } from "../../contracts/target.ts";

const line = "the quick brown fox jumps over the lazy dog ".repeat(2);
const lines = 560_000;
let folder = "";
let file = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-throughput-"));
  file = join(folder, "fifty-megabytes");
  await writeFile(file, `${line}\n`.repeat(lines));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a target delivers 50 MB whole and in order, with its reader paused in between", {
  timeout: 120_000,
}, async () => {
  const target = createCommandTarget({
    env: process.env,
    cwd: "/",
    cols: 80,
    rows: 24,
    argv: ["cat", file],
  });
  const hash = createHash("sha256");
  let bytes = 0;
  let pauses = 0;
  target.onOutput((chunk) => {
    hash.update(chunk);
    bytes += chunk.length;
    if (bytes / 5_000_000 < pauses + 1) return;
    pauses += 1;
    target.setFlow("pause");
    setTimeout(() => target.setFlow("run"), 5);
  });
  await (await started(target)).exit;
  // A terminal makes two characters of the end of a line.
  const whole = createHash("sha256").update(`${line}\r\n`.repeat(lines));
  expect(bytes).toBe((line.length + 2) * lines);
  expect(hash.digest("hex")).toBe(whole.digest("hex"));
  expect(pauses).toBe(10);
});
