import { mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { openHostLog } from "../../electron/engine/host-log.ts";

const folder = await mkdtemp(join(tmpdir(), "tandem-log-"));
afterAll(() => rm(folder, { recursive: true }));

/** A disk that belongs to others, too, makes wait. */
const patience = { timeout: 15_000 };
const text = (path: string) => readFile(path, "utf8").catch(() => "");

test("lines go into a file of the owner's alone, after those that are there", async () => {
  const path = join(folder, "host.log");
  await writeFile(path, "before\n", { mode: 0o600 });
  const log = openHostLog(path);
  log.write("one\n");
  log.write("two\n");
  await vi.waitFor(async () => expect(await text(path)).toBe("before\none\ntwo\n"), patience);
  const fresh = join(folder, "fresh.log");
  openHostLog(fresh).write("one\n");
  await vi.waitFor(async () => expect(await text(fresh)).toBe("one\n"), patience);
  expect((await stat(fresh)).mode & 0o777).toBe(0o600);
});

test("what a disk does not take is lost and counted, and the log goes on once it takes lines again", async () => {
  const path = join(folder, "full.log");
  await symlink("/dev/full", path);
  const log = openHostLog(path, { retryAfterMs: 50 });
  let said = 0;
  const say = () => log.write(`line ${said++}\n`);
  for (let time = 0; time < 3; time++) say();
  // The file is not gone before the disk has refused.
  await vi.waitFor(
    () => expect(process.getActiveResourcesInfo().filter((each) => /^(FS|Close)Req/.test(each))).toEqual([]),
    patience,
  );
  await rm(path);
  await vi.waitFor(async () => {
    if (!(await text(path)).includes(`line ${said - 1}\n`)) say();
    expect(await text(path)).toContain(`line ${said - 1}\n`);
  }, patience);
  const kept = (await text(path)).trimEnd().split("\n");
  const told = kept.filter((line) => line.startsWith("{"));
  const lost = told.map((line) => JSON.parse(line) as { level: number; lost: number });
  expect(lost.length).toBeGreaterThan(0);
  for (const each of lost) expect(each.level).toBe(40);
  const sum = lost.reduce((total, each) => total + each.lost, 0);
  expect(kept.length - told.length + sum).toBe(said);
});
