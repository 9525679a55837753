import { appendFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { DestinationStream } from "pino";

/** Lines that wait for the disk; what comes beyond is dropped. A host says a few hundred bytes a minute. */
const maxWaitingChars = 262_144;
/** After a failure lines are dropped for so long before the file is tried again. */
const defaultRetryAfterMs = 5_000;
const fileMode = 0o600;

/**
 * The host's log in a file. It is there for whoever looks for a failure, so it must never be one: a disk that takes
 * nothing costs lines, whose number is written once it takes some again, and neither a session nor an exit waits.
 */
export function openHostLog(
  path: string,
  { retryAfterMs = defaultRetryAfterMs }: { readonly retryAfterMs?: number } = {},
): DestinationStream {
  let waiting = "";
  let lost = 0;
  let lostUntilMs = 0;
  /** The file ends within a line. */
  let torn = false;
  let handle: FileHandle | undefined;
  let draining = false;

  const next = () => {
    const lines = waiting;
    waiting = "";
    const told = lost;
    const said = { level: 40, time: Date.now(), lost, msg: "log lines lost" };
    const text = `${torn ? "\n" : ""}${told === 0 ? "" : `${JSON.stringify(said)}\n`}${lines}`;
    return { bytes: Buffer.from(text), told, lines: lines.split("\n").length - 1 };
  };

  const drain = async () => {
    draining = true;
    while (waiting !== "") {
      const { bytes, told, lines } = next();
      let written = 0;
      try {
        handle ??= await open(path, "a", fileMode);
        while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten;
        lost -= told;
        lostUntilMs = 0;
        torn = false;
      } catch {
        torn ||= written > 0;
        lost += lines;
        lostUntilMs = performance.now() + retryAfterMs;
        await handle?.close().catch(() => {});
        handle = undefined;
      }
    }
    draining = false;
  };

  process.once("exit", () => {
    try {
      if (waiting !== "") appendFileSync(path, next().bytes, { mode: fileMode });
    } catch {
      // Nobody is left to be told.
    }
  });

  return {
    write(line) {
      if (performance.now() < lostUntilMs || waiting.length + line.length > maxWaitingChars) {
        lost += 1;
        return;
      }
      waiting += line;
      if (!draining) void drain();
    },
  };
}
