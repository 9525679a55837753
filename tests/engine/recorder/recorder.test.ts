import { mkdtemp, open as openFile, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createLineWriter, type RecorderLimits } from "../../../electron/engine/recorder/line-writer.ts";
import { createRecorder, recorderLimits } from "../../../electron/engine/recorder/recorder.ts";
import { verifyFile } from "../../../electron/engine/recorder/verify-file.ts";
import { fromUtf8, utf8 } from "../../../shared/base/bytes.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import { encodeHeader } from "../../../shared/log/header.ts";
import { createFeed, crypto, headerOf, ports, screenful } from "./feed.ts";

const root = await mkdtemp(join(tmpdir(), "tandem-recorder-"));
afterAll(() => rm(root, { recursive: true }));
let folders = 0;

async function open(options: { clock?: Clock; limits?: Partial<RecorderLimits>; folder?: string } = {}) {
  const folder = options.folder ?? join(root, String(folders++), "recordings");
  const limits = { reserveBytes: 65_536, ...options.limits };
  const recorder = await createRecorder({ ...ports, ...options, limits, folder, header: headerOf() });
  if (!recorder.ok) throw recorder.error;
  return { recorder: recorder.value, folder };
}

const text = async (path: string) => fromUtf8(await readFile(path));
const headerText = fromUtf8(encodeHeader(headerOf()));

test("[D1] a recording is a file of its owner's alone, named for its day and session", async () => {
  const { recorder, folder } = await open();
  expect(recorder.path).toBe(join(folder, "2026-01-01-SES-ABCDEFGH23456722.cast"));
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  expect(await text(recorder.path)).toBe(`${headerText}\n`);
  await recorder.close();
  expect(await readdir(folder)).toEqual(["2026-01-01-SES-ABCDEFGH23456722.cast"]);
});

test("[L6] the private part stands beside it under its own name", async () => {
  const folder = join(root, "private");
  const header = headerOf({ kind: "private" });
  const recorder = await createRecorder({ ...ports, limits: { reserveBytes: 1 }, folder, header });
  expect(recorder.ok && recorder.value.path).toBe(
    join(folder, "2026-01-01-SES-ABCDEFGH23456722.private.cast"),
  );
  if (recorder.ok) await recorder.value.close();
});

test("a recording that is there is left alone", async () => {
  const { recorder, folder } = await open();
  recorder.append(utf8("first"));
  await recorder.close();
  const again = await createRecorder({ ...ports, folder, header: headerOf() });
  expect(again.ok ? "opened" : again.error.code).toBe("exists");
  expect(await text(recorder.path)).toBe(`${headerText}\nfirst\n`);
});

test("a folder that cannot be made is a refusal with a sentence", async () => {
  const file = join(root, "file");
  await writeFile(file, "");
  const refused = await createRecorder({ ...ports, folder: join(file, "recordings"), header: headerOf() });
  expect(refused.ok ? "opened" : refused.error.message).toBe("The recording's file failed (ENOTDIR).");
});

test("lines reach the file in their order, also when flushes and writes overlap", async () => {
  const { recorder } = await open();
  const flushes: Promise<unknown>[] = [];
  for (let i = 0; i < 30_000; i++) {
    recorder.append(utf8(`line ${i}`));
    if (i % 1000 === 0) flushes.push(recorder.flush());
    if (i % 5000 === 0) await recorder.flush();
  }
  for (const flush of flushes) expect(await flush).toEqual({ ok: true, value: undefined });
  await recorder.close();
  const lines = (await text(recorder.path)).split("\n");
  expect(lines).toEqual([headerText, ...Array.from({ length: 30_000 }, (_, i) => `line ${i}`), ""]);
});

test("what was appended before a flush is in the file when it resolves", async () => {
  const { recorder } = await open();
  for (const line of ["one", "two", "three"]) {
    recorder.append(utf8(line));
    await recorder.flush();
    expect((await text(recorder.path)).endsWith(`${line}\n`)).toBe(true);
  }
  await recorder.close();
});

test("[L5] the file is synced within a second of a write, and not while nothing is written", async () => {
  const delays: number[] = [];
  const due: (() => void)[] = [];
  const clock: Clock = {
    wallMs: () => 0,
    monotonicMs: () => 0,
    schedule(delayMs, run) {
      delays.push(delayMs);
      due.push(run);
      return { dispose: () => (due.includes(run) ? due.splice(due.indexOf(run), 1) : undefined) };
    },
  };
  const { recorder } = await open({ clock });
  expect(delays).toEqual([]);
  recorder.append(utf8("one"));
  recorder.append(utf8("and more"));
  expect(delays, "a few lines are gathered for one write").toEqual([20]);
  due.shift()?.();
  await expect.poll(() => delays).toEqual([20, 1000]);
  due.shift()?.();
  await recorder.flush();
  expect(delays, "a flush takes the place of the timer").toEqual([20, 1000]);
  recorder.append(utf8("two"));
  due.shift()?.();
  await expect.poll(() => delays).toEqual([20, 1000, 20, 1000]);
  await recorder.close();
  expect(due).toEqual([]);
});

test("too much waiting presses once, and relieves once it has been written", async () => {
  const { recorder } = await open();
  const told: string[] = [];
  recorder.onPressure(() => told.push(`pressure at ${recorder.backlogBytes}`));
  recorder.onRelief(() => told.push(`relief ${recorder.backlogBytes <= recorderLimits.lowBytes}`));
  const mebibyte = new Uint8Array(1_048_575).fill(97);
  for (let i = 0; i < 6; i++) recorder.append(mebibyte);
  expect(told).toEqual([`pressure at ${5 * 1_048_576}`]);
  await recorder.flush();
  expect(told).toEqual([`pressure at ${5 * 1_048_576}`, "relief true"]);
  expect(recorder.backlogBytes).toBe(0);
  await recorder.close();
});

test("[L7] what nobody holds back is bounded: past it the recording fails, ends at a line and forgets the rest", async () => {
  const { recorder } = await open({ limits: { maxBacklogBytes: 200_000 } });
  const failures: string[] = [];
  recorder.onFailure((error) => failures.push(error.message));
  for (let i = 0; i < 100; i++) recorder.append(new Uint8Array(9999).fill(97));
  expect(recorder.backlogBytes).toBe(0);
  const closed = await recorder.close();
  expect(closed.ok ? "ok" : closed.error.code).toBe("too-slow");
  expect(failures).toEqual(["The disk does not take the recording as fast as it comes."]);
  const lines = (await text(recorder.path)).split("\n");
  expect([lines[0], lines.at(-1)]).toEqual([headerText, ""]);
  expect(lines.slice(1, -1).every((line) => line.length === 9999)).toBe(true);
});

test("[L7] after a sync that failed only what was synced before is kept, and it is said once", async () => {
  const path = join(root, "unsynced.cast");
  await writeFile(path, "");
  const handle = await openFile(path, "r+");
  const sync = handle.datasync.bind(handle);
  const writer = createLineWriter(ports, recorderLimits, { path, handle, bytes: 0 });
  const failures: string[] = [];
  writer.onFailure((error) => failures.push(error.code));
  writer.append(utf8("kept"));
  expect(await writer.flush()).toEqual({ ok: true, value: undefined });
  handle.datasync = () => Promise.reject(Object.assign(new Error("lost pages"), { code: "EIO" }));
  writer.append(utf8("perhaps"));
  const flushed = await writer.flush();
  expect(flushed.ok ? "ok" : flushed.error.message).toBe("The recording's file failed (EIO).");
  handle.datasync = sync;
  writer.append(utf8("after"));
  const closed = await writer.close();
  expect(closed.ok ? "ok" : closed.error.code).toBe("write-failed");
  expect(failures).toEqual(["write-failed"]);
  expect(await text(path)).toBe("kept\n");
});

test("closing twice gives one answer, and appending afterwards is a bug", async () => {
  const { recorder } = await open();
  recorder.append(utf8("one"));
  const first = recorder.close();
  expect(recorder.close()).toBe(first);
  expect(() => recorder.append(utf8("two"))).toThrow("after the recording was closed");
  expect(await first).toEqual({ ok: true, value: undefined });
});

test("a long recording is written and verified in memory that does not grow with it", async () => {
  const { recorder } = await open();
  const feed = createFeed(recorder);
  const output = Array.from({ length: 64 }, (_, i) => screenful(i));
  const startMs = performance.now();
  for (let i = 0; i < 6000; i++) {
    feed.entry(10, "o", output[i % output.length] ?? "");
    if (i % 100 === 99) feed.checkpoint(i === 5999);
    if (recorder.backlogBytes > recorderLimits.highBytes) await recorder.flush();
  }
  await recorder.close();
  const writtenMs = performance.now() - startMs;
  const { size } = await stat(recorder.path);
  const before = process.memoryUsage();
  const found = await verifyFile(recorder.path, { crypto });
  const verifiedMs = performance.now() - startMs - writtenMs;
  const grown = process.memoryUsage().arrayBuffers - before.arrayBuffers;
  expect(found.ok && [found.value.verdict, found.value.entries, found.value.checkpoints]).toEqual([
    "sealed",
    6060,
    60,
  ]);
  expect(grown).toBeLessThan(size / 4);
  const rate = (ms: number) => `${Math.round(size / 1000 / ms)} MB/s`;
  console.info(
    `${Math.round(size / 1e6)} MB: encoded, chained, written at ${rate(writtenMs)}; verified at ${rate(verifiedMs)}`,
  );
});
