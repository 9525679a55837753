import { type FileHandle, lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { toBase64url } from "../../../shared/base/bytes.ts";
import type { Logger } from "../../../shared/base/ports.ts";
import { maxLineBytes } from "../../../shared/log/line.ts";
import { couldBecomeLine } from "../../../shared/log/torn.ts";
import { freeReserve, recordingOfReserve } from "./files.ts";
import { readAt, readHeader } from "./read-at.ts";
import { recorderError, systemCode } from "./recorder-error.ts";

const lf = 10;

/** A host that lives ends its line at once: a torn one that is unchanged after so long is nobody's any more. */
const settledMs = 1_000;

export interface RecoverOptions {
  readonly folder: string;
  /** Only what was signed with this key is this host's to touch. */
  readonly hostKey: Uint8Array;
  readonly logger: Logger;
}

/**
 * Tidies up what a host that was killed left: cuts a torn last line back to the last whole one and gives the reserve
 * back. A reserve stands beside a recording for as long as it is written, so only these are looked at; and only by who
 * holds the lock of the data folder, before it records anything itself.
 */
export async function recoverRecordings({ folder, hostKey, logger }: RecoverOptions): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const left = names.flatMap((name) => recordingOfReserve(name) ?? []);
  const recover = async (name: string) => {
    const path = join(folder, name);
    try {
      const cutBytes = await cutTornLine(path, toBase64url(hostKey));
      if (cutBytes === undefined) return;
      await freeReserve(path);
      logger.info("recording of a crashed host tidied up", { recording: path, cutBytes });
    } catch (cause) {
      // It stays as it is, and readable: nothing for which a host should not start.
      logger.warn("recording left as it is", { recording: path, reason: recorderError(path, cause).message });
    }
  };
  await Promise.all(left.map(recover));
}

/** How much was cut; undefined where the recording is somebody else's, or somebody writes it. */
async function cutTornLine(path: string, hostKey: string): Promise<number | undefined> {
  const found = await lstat(path).catch((cause: unknown) => {
    if (systemCode(cause) === "ENOENT") return undefined;
    throw cause;
  });
  // Whoever deleted the recording did not know of its reserve.
  if (found === undefined) return 0;
  if (!found.isFile()) return undefined;
  const handle = await open(path, "r+");
  try {
    const header = await readHeader(handle);
    if (!header.ok || header.value.tandem.hostKey !== hostKey) return undefined;
    const { size } = await handle.stat();
    const tornBytes = await lengthOfTornLine(handle, size);
    if (tornBytes === 0) return 0;
    await new Promise((resolve) => setTimeout(resolve, settledMs));
    if ((await handle.stat()).size !== size) return undefined;
    await handle.truncate(size - tornBytes);
    await handle.sync();
    return tornBytes;
  } finally {
    await handle.close();
  }
}

/** Only what a crash leaves of a line counts: what else somebody put there is for `verify` to be seen. */
async function lengthOfTornLine(handle: FileHandle, size: number): Promise<number> {
  const tail = await readAt(handle, Math.max(0, size - maxLineBytes - 1), maxLineBytes + 1);
  const end = tail.lastIndexOf(lf) + 1;
  const torn = tail.subarray(end);
  return end > 0 && couldBecomeLine(torn) ? torn.length : 0;
}
