import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fromUtf8 } from "../../../shared/base/bytes.ts";
import type { SessionId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { type Checkpoint, checkpointSchema } from "../../../shared/events/evidence.ts";
import { parseEvent, startsEvent } from "../../../shared/log/evidence-line.ts";
import { type Line, parseLine } from "../../../shared/log/line.ts";
import { isPublicRecording } from "./files.ts";
import { readAt, readHeader } from "./read-at.ts";
import { RecorderError, recorderError, systemCode } from "./recorder-error.ts";

/** What a recording says of itself; nothing of it is verified. */
export interface RecordingSummary {
  readonly path: string;
  readonly session: SessionId;
  readonly title?: string;
  /** Wall ms, in whole seconds. */
  readonly startedAtMs: number;
  /** The file's own time; absent where no checkpoint stands in its last megabytes. */
  readonly durationMs?: number;
  readonly bytes: number;
  /** `open`: being recorded, or cut off. */
  readonly state: "sealed" | "open";
}

export interface RecordingList {
  /** Newest first. */
  readonly recordings: readonly RecordingSummary[];
  /** Files that are named like recordings and cannot be read as such. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/** Reads the beginning and the end of each file in the folder; a folder that is not there is an empty list. */
export async function listRecordings(folder: string): Promise<Result<RecordingList, RecorderError>> {
  let names: readonly string[];
  try {
    names = (await readdir(folder)).filter(isPublicRecording);
  } catch (cause) {
    if (systemCode(cause) === "ENOENT") return ok({ recordings: [], unreadable: [] });
    return err(recorderError(folder, cause));
  }
  const recordings: RecordingSummary[] = [];
  const unreadable: { readonly path: string; readonly reason: string }[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const summary = await summarize(path);
    if (summary.ok) recordings.push(summary.value);
    else unreadable.push({ path, reason: summary.error.message });
  }
  recordings.sort((a, b) => b.startedAtMs - a.startedAtMs);
  return ok({ recordings, unreadable });
}

async function summarize(path: string): Promise<Result<RecordingSummary, RecorderError>> {
  try {
    const handle = await open(path, "r");
    try {
      const { size: bytes } = await handle.stat();
      const header = await readHeader(handle);
      if (!header.ok) return err(new RecorderError("unreadable", path, header.error));
      const { title, timestamp, tandem } = header.value;
      return ok({
        path,
        session: tandem.session,
        ...(title === undefined ? {} : { title }),
        startedAtMs: timestamp * 1000,
        bytes,
        ...(await readEnd(handle, bytes)),
      });
    } finally {
      await handle.close();
    }
  } catch (cause) {
    return err(recorderError(path, cause));
  }
}

/** A sealed file has its checkpoint in the last line; a flood that was cut off may not have one within the last of these. */
const tailSizes = [8192, 262_144, 4_194_304] as const;

async function readEnd(
  handle: FileHandle,
  size: number,
): Promise<Pick<RecordingSummary, "durationMs" | "state">> {
  for (const tailBytes of tailSizes) {
    const found = lastTime(await readAt(handle, Math.max(0, size - tailBytes), tailBytes));
    if (found !== undefined) return found;
    if (tailBytes >= size) break;
  }
  return { state: "open" };
}

/** The last checkpoint's time and the intervals after it; undefined where there is none. */
function lastTime(tail: Uint8Array): Required<Pick<RecordingSummary, "durationMs" | "state">> | undefined {
  // Cut anywhere, so the first line is not whole; nor is the last, which is empty in a file that ends as it should.
  const lines = fromUtf8(tail).split("\n").slice(1, -1);
  let sinceMs = 0;
  for (const text of lines.reverse()) {
    const line = parseLine(text);
    if (!line.ok) return undefined;
    const checkpoint = readCheckpoint(line.value);
    if (checkpoint !== undefined) {
      const sealed = sinceMs === 0 && checkpoint.sealed === true;
      return { durationMs: checkpoint.elapsedMs + sinceMs, state: sealed ? "sealed" : "open" };
    }
    sinceMs += line.value.intervalMs;
  }
  return undefined;
}

function readCheckpoint(line: Line): Omit<Checkpoint, "type"> | undefined {
  return startsEvent(line, "checkpoint") ? parseEvent(checkpointSchema, line.data) : undefined;
}
