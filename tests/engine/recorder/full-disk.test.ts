import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const run = promisify(execFile);
const child = fileURLToPath(new URL("children/full-disk.ts", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "tandem-full-"));
afterAll(() => rm(folder, { recursive: true }));

/**
 * Runs the child on a file system of its own in memory, of this size, seen by nobody else and gone with it. Needs root,
 * or a kernel that lets everybody have namespaces.
 */
async function onSmallDisk(mebibytes: number, ...words: readonly string[]): Promise<unknown> {
  const script = `mount -t tmpfs -o size=${mebibytes}m tmpfs "$1" && shift && exec "$@"`;
  const own = process.getuid?.() === 0 ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
  const node = [process.execPath, child, join(folder, "recordings"), ...words];
  const { stdout } = await run("unshare", [...own, "sh", "-c", script, "sh", folder, ...node]);
  return JSON.parse(stdout);
}

test("[L7] when the disk is full, all that was waiting and the last entries go into the reserve, and the recording is sealed", async () => {
  const found = await onSmallDisk(12);
  expect(found).toMatchObject({
    failures: ["disk-full"],
    flushed: "ok",
    closed: "ok",
    verdict: "sealed",
    lastByte: 10,
    backlogAtEnd: 0,
    reserveLeft: false,
  });
  const { appended, entries, largestBacklog } = countsOf(found);
  expect(entries).toBe(appended);
  expect(largestBacklog).toBeLessThan(4_194_304 + 65_536);
});

test("[L7] when the reserve is not enough either, the recording ends at a whole line and reads as cut off", async () => {
  const found = await onSmallDisk(6, "4096");
  expect(found).toMatchObject({
    failures: ["disk-full"],
    flushed: "disk-full",
    closed: "disk-full",
    verdict: "cut-off",
    lastByte: 10,
    backlogAtEnd: 0,
    reserveLeft: false,
  });
  const { appended, entries } = countsOf(found);
  expect(entries).toBeGreaterThan(100);
  expect(entries).toBeLessThan(appended);
});

test("a disk without room for the reserve is refused at the start, and nothing is left behind", async () => {
  expect(await onSmallDisk(3)).toEqual({ opened: "disk-full", left: [] });
});

test("[L7] a file that may not grow further ends at a whole line and reads as cut off", async () => {
  const words = ["--fsize=6291456", process.execPath, child, join(folder, "limited")];
  const { stdout } = await run("prlimit", words);
  expect(JSON.parse(stdout)).toMatchObject({
    failures: ["disk-full"],
    closed: "disk-full",
    verdict: "cut-off",
    lastByte: 10,
    reserveLeft: false,
  });
});

function countsOf(found: unknown) {
  const numbers = { appended: 0, entries: 0, largestBacklog: 0 };
  return Object.assign(numbers, found);
}
