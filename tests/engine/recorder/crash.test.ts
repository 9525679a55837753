import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { recoverRecordings } from "../../../electron/engine/recorder/recover.ts";
import { verifyFile } from "../../../electron/engine/recorder/verify-file.ts";
import { count } from "../../support/counts.ts";
import { watchStalls } from "../../support/stalls.ts";
import { crypto, keys, ports } from "./feed.ts";

const child = fileURLToPath(new URL("children/flood.ts", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "tandem-crash-"));
afterAll(() => rm(folder, { recursive: true }));

const reportSchema = z.object({ atMs: z.number(), entries: z.number() });

/** Lets the child flood until it has run so long, kills it, and gives what it had said by then. */
async function floodAndKill(name: string, untilMs: number) {
  const stalls = await watchStalls(folder);
  const flood = spawn(process.execPath, [child, join(folder, name)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const reports: z.infer<typeof reportSchema>[] = [];
  let path = "";
  for await (const text of createInterface({ input: flood.stdout })) {
    const said: unknown = JSON.parse(text);
    const report = reportSchema.safeParse(said);
    if (report.success) reports.push(report.data);
    else path = z.object({ path: z.string() }).parse(said).path;
    if (report.success && report.data.atMs >= untilMs + stalls.longestMs && !flood.killed)
      flood.kill("SIGKILL");
  }
  const stalledMs = stalls.longestMs;
  await stalls.stop();
  if (flood.signalCode === null && flood.exitCode === null) await once(flood, "exit");
  return { path, reports, stalledMs };
}

async function verified(path: string) {
  const found = await verifyFile(path, { crypto });
  if (!found.ok) throw found.error;
  return found.value;
}

const times = count(2, 20);

test.each(Array.from({ length: times }, (_, i) => i))(
  "[L5] a host killed in a flood loses no more than the last second, and the next one tidies up after it (%i)",
  async (i) => {
    const { path, reports, stalledMs } = await floodAndKill(`flood-${i}`, 1500 + i * 37);
    const found = await verified(path);
    expect(found.verdict).toBe("cut-off");
    const last = reports.at(-1)?.atMs ?? 0;
    const secondBefore = reports.findLast((report) => report.atMs <= last - 1000 - stalledMs);
    expect(secondBefore?.entries).toBeGreaterThan(10);
    expect(found.entries).toBeGreaterThanOrEqual(secondBefore?.entries ?? Number.POSITIVE_INFINITY);

    // Tear the last line, as a crash of the machine might.
    await truncate(path, (await stat(path)).size - 7);
    const torn = await verified(path);
    await recoverRecordings({ folder: dirname(path), hostKey: keys.publicKey, logger: ports.logger });
    expect(await readdir(dirname(path))).toEqual([basename(path)]);
    expect((await readFile(path)).at(-1)).toBe(10);
    expect(await verified(path)).toMatchObject({ verdict: "cut-off", entries: torn.entries });
  },
);
