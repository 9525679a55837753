import { readdir, readFile, stat, truncate } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { verifyFile } from "../../electron/engine/recorder/verify-file.ts";
import { parseLine } from "../../shared/log/line.ts";
import { count } from "../support/counts.ts";
import { watchStalls } from "../support/stalls.ts";
import { createInstallation, installation } from "../support/tandem.ts";

const crypto = createNativeCrypto();

/** What a crash may cost, beside what the machine kept everybody waiting: lines that are not there. */
const lostMs = 1_000;
/** Lines that are there and stand unsigned: a checkpoint is due a second after the first, and a flood makes it late. */
const unsignedMs = 1_000 + 250;

interface Written {
  /** When the last whole line was made, by the wall. */
  readonly lastAtMs: number;
  /** How much older the last checkpoint is. */
  readonly unsignedMs: number;
  readonly bytes: number;
}

async function written(path: string): Promise<Written> {
  const lines = (await readFile(path, "utf8")).split("\n").slice(1, -1);
  // Read before the log's own clock began, so that what is found lost is never less than what was.
  const startedAtMs = Number(/"startedAtMs":(\d+)/.exec(JSON.parse(lines[0] ?? "[]")[2])?.[1]);
  let elapsedMs = 0;
  let signedMs = 0;
  let bytes = 0;
  for (const text of lines) {
    const line = parseLine(text);
    if (!line.ok) throw new Error(line.error);
    elapsedMs += line.value.intervalMs;
    bytes += text.length;
    if (line.value.code === "t" && line.value.data.startsWith('{"type":"checkpoint"')) signedMs = elapsedMs;
  }
  return { lastAtMs: startedAtMs + elapsedMs, unsignedMs: elapsedMs - signedMs, bytes };
}

const times = count(20, 100);
/** As fast as it goes. */
const flood = "while :; do seq 1 20000; done";
/** 2 MB a second, which leaves the machine time for other tests. */
const lesserFlood = "while :; do seq 1 20000; sleep 0.05; done";
const floods = [flood, ...Array.from({ length: 3 }, () => lesserFlood)];

test("[L5, D1] a host that was killed leaves nothing behind once another one has started on its folder", async () => {
  const own = installation();
  const crashed = await own.start(["--", "sh", "-c", lesserFlood]);
  const left = () => readdir(join(own.folder, "recordings"));
  const hidden = crashed.recording.replace(".cast", ".private.cast");
  const reserves = [crashed.recording, hidden].map((path) => basename(`${path}.reserve`));
  // A second session of the same host: what is being written is not tidied up.
  const second = await own.start(["--target", "echo"]);
  expect(await left()).toEqual(expect.arrayContaining(reserves));
  crashed.process.signal("SIGKILL");
  await Promise.all([crashed.process.done, second.process.done]);
  await truncate(crashed.recording, (await stat(crashed.recording)).size - 3);
  expect((await left()).filter((name) => name.endsWith(".reserve"))).toHaveLength(4);

  const next = await own.start(["--target", "echo"]);
  expect((await left()).filter((name) => name.endsWith(".reserve"))).toHaveLength(2);
  expect(await left()).not.toEqual(expect.arrayContaining(reserves));
  expect((await readFile(crashed.recording, "utf8")).at(-1)).toBe("\n");
  for (const { recording } of [crashed, second]) expect((await own.tell("verify", recording)).code).toBe(3);
  next.process.signal("SIGTERM");
  await next.process.done;
  expect((await left()).filter((name) => name.endsWith(".reserve"))).toEqual([]);
});

test(`[L5, L4] a host killed in the midst of a flood, ${times} times: cut off, and at most a second short`, {
  timeout: times * 20_000,
}, async () => {
  for (let time = 0; time < times; time++) {
    const own = createInstallation();
    const stalls = await watchStalls(own.folder);
    try {
      const { process, recording } = await own.start(["--", "sh", "-c", floods[time % floods.length] ?? ""]);
      // On a machine that stands still the flood begins late.
      await expect
        .poll(async () => (await stat(recording)).size, { timeout: 20_000 })
        .toBeGreaterThan(150_000);
      // Somewhere else each time, with checkpoints behind it and one about to come.
      const floodMs = 1_100 + ((time * 137) % 900);
      await new Promise((resolve) => setTimeout(resolve, floodMs));
      process.signal("SIGKILL");
      const killedAtMs = Date.now();
      const stalledMs = stalls.longestMs;
      await process.done;
      const found = await verifyFile(recording, { crypto });
      if (!found.ok) throw found.error;
      expect(found.value.verdict).toBe("cut-off");
      const log = await written(recording);
      expect(log.bytes).toBeGreaterThan(100_000);
      expect(log.unsignedMs).toBeLessThanOrEqual(unsignedMs + stalledMs);
      expect(killedAtMs - log.lastAtMs).toBeLessThanOrEqual(lostMs + stalledMs);
      if (time === 0) {
        const verified = await own.tell("verify", recording);
        expect(verified.code).toBe(3);
        expect(verified.stdout).toContain("cut off");
      }
    } finally {
      await stalls.stop();
      await own.dispose();
    }
  }
});
