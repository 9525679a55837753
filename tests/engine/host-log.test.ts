import { mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { openHostLog } from "../../electron/engine/host-log.ts";

const folder = await mkdtemp(join(tmpdir(), "tandem-log-"));
afterAll(() => rm(folder, { recursive: true }));

const text = (path: string) => readFile(path, "utf8").catch(() => "");

test("lines go into a file of the owner's alone, after those that are there", async () => {
  const path = join(folder, "host.log");
  await writeFile(path, "before\n", { mode: 0o600 });
  const log = openHostLog(path);
  log.write("one\n");
  log.write("two\n");
  await vi.waitFor(async () => expect(await text(path)).toBe("before\none\ntwo\n"));
  const fresh = join(folder, "fresh.log");
  openHostLog(fresh).write("one\n");
  await vi.waitFor(async () => expect(await text(fresh)).toBe("one\n"));
  expect((await stat(fresh)).mode & 0o777).toBe(0o600);
});

test("what a disk does not take is lost and counted, and the log goes on once it takes lines again", async () => {
  const path = join(folder, "full.log");
  await symlink("/dev/full", path);
  const log = openHostLog(path, { retryAfterMs: 200 });
  log.write("one\n");
  log.write("two\n");
  await new Promise((resolve) => setTimeout(resolve, 100));
  log.write("three\n");
  await rm(path);
  await new Promise((resolve) => setTimeout(resolve, 200));
  log.write("four\n");
  await vi.waitFor(async () => expect(await text(path)).toContain("four\n"));
  const [told = "", ...rest] = (await text(path)).split("\n");
  expect(JSON.parse(told)).toMatchObject({ level: 40, lost: 3 });
  expect(rest).toEqual(["four", ""]);
});
