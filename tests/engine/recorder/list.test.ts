import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { listRecordings } from "../../../electron/engine/recorder/list.ts";
import { createRecorder } from "../../../electron/engine/recorder/recorder.ts";
import { createFeed, type Feed, headerOf, ports, screenful } from "./feed.ts";

const root = await mkdtemp(join(tmpdir(), "tandem-list-"));
afterAll(() => rm(root, { recursive: true }));

async function record(folder: string, dayOffset: number, write: (feed: Feed) => void): Promise<string> {
  const header = { ...headerOf(), timestamp: 1_767_225_600 + dayOffset * 86_400 };
  const recorder = await createRecorder({ ...ports, limits: { reserveBytes: 1 }, folder, header });
  if (!recorder.ok) throw recorder.error;
  write(createFeed(recorder.value));
  await recorder.value.close();
  return recorder.value.path;
}

test("recordings are listed newest first, with what they say of themselves", async () => {
  const folder = join(root, "some");
  const sealed = await record(folder, 0, (feed) => {
    feed.entry(1500, "o", "$ ");
    feed.checkpoint(true);
  });
  const open = await record(folder, 1, (feed) => {
    feed.entry(1500, "o", "$ ");
    feed.checkpoint(false);
    for (let i = 0; i < 100; i++) feed.entry(10, "o", screenful(i));
  });
  await appendFile(open, '[0.5, "o", "torn');
  const unsigned = await record(folder, 2, (feed) => feed.entry(20, "o", "$ "));
  await writeFile(join(folder, "note.cast"), "hello\n");
  await writeFile(join(folder, "note.private.cast"), "hello\n");
  await writeFile(join(folder, "note.txt"), "hello\n");
  const listed = await listRecordings(folder);
  if (!listed.ok) throw listed.error;
  const rows = listed.value.recordings.map(({ path, durationMs, state }) => ({ path, durationMs, state }));
  expect(rows).toEqual([
    { path: unsigned, durationMs: undefined, state: "open" },
    { path: open, durationMs: 2500, state: "open" },
    { path: sealed, durationMs: 1500, state: "sealed" },
  ]);
  expect(listed.value.recordings[2]).toMatchObject({
    session: "SES-ABCDEFGH23456722",
    title: "prod-db-01",
    startedAtMs: 1_767_225_600_000,
  });
  expect(listed.value.unreadable).toEqual([
    { path: join(folder, "note.cast"), reason: "This is not a recording: its first line is not a header." },
  ]);
});

test("a folder that is not there holds no recordings", async () => {
  expect(await listRecordings(join(root, "none"))).toEqual({
    ok: true,
    value: { recordings: [], unreadable: [] },
  });
});
