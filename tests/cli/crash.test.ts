import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { verifyFile } from "../../electron/engine/recorder/verify-file.ts";
import { parseLine } from "../../shared/log/line.ts";
import { count } from "../support/counts.ts";
import { createInstallation } from "../support/tandem.ts";

const crypto = createNativeCrypto();

/** What a log may be short of by its own clock, and what a machine that does other things adds to that. */
const lostMs = 1_000;
const slackMs = 500;

interface Written {
  /** ms of the last whole line, and of the last checkpoint. */
  readonly elapsedMs: number;
  readonly signedMs: number;
  readonly bytes: number;
}

async function written(path: string): Promise<Written> {
  const lines = (await readFile(path, "utf8")).split("\n").slice(1, -1);
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
  return { elapsedMs, signedMs, bytes };
}

const times = count(20, 100);

test(`[L5, L4] a host killed in the midst of a flood, ${times} times: cut off, and at most a second short`, {
  timeout: times * 20_000,
}, async () => {
  for (let time = 0; time < times; time++) {
    const own = createInstallation();
    try {
      const { process, recording } = await own.start(["--", "sh", "-c", "while :; do seq 1 20000; done"]);
      const startedMs = performance.now();
      // Somewhere else each time, with checkpoints behind it and one about to come.
      const floodMs = 1_100 + ((time * 137) % 900);
      await new Promise((resolve) => setTimeout(resolve, floodMs));
      process.signal("SIGKILL");
      const killedMs = performance.now() - startedMs;
      await process.done;
      const found = await verifyFile(recording, { crypto });
      if (!found.ok) throw found.error;
      expect(found.value.verdict).toBe("cut-off");
      const log = await written(recording);
      expect(log.bytes).toBeGreaterThan(100_000);
      expect(log.elapsedMs - log.signedMs).toBeLessThanOrEqual(lostMs + slackMs);
      // The session was there a moment before it said so, so that its clock is ahead of ours.
      expect(killedMs - log.elapsedMs).toBeLessThanOrEqual(lostMs + slackMs);
      if (time === 0) {
        const verified = await own.run("verify", recording);
        expect(verified.code).toBe(3);
        expect(verified.stdout).toContain("cut off");
      }
    } finally {
      await own.dispose();
    }
  }
});
