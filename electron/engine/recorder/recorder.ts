import type { FileHandle } from "node:fs/promises";
import { mkdir, open, rm } from "node:fs/promises";
import { concat, utf8 } from "../../../shared/base/bytes.ts";
import type { Clock, Logger, Random } from "../../../shared/base/ports.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { encodeHeader, type LogHeader } from "../../../shared/log/header.ts";
import { createReserve, fileMode, folderMode, freeReserve, recordingPath, syncFolderOf } from "./files.ts";
import { createLineWriter, type Recorder, type RecorderLimits } from "./line-writer.ts";
import { type RecorderError, recorderError } from "./recorder-error.ts";

export interface RecorderOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limits?: Partial<RecorderLimits>;
}

export const recorderLimits: RecorderLimits = {
  highBytes: 4_194_304,
  lowBytes: 1_048_576,
  maxBacklogBytes: 67_108_864,
  reserveBytes: 4_194_304 + 262_144,
  syncEveryMs: 1000,
};

/** Begins a new file in the folder, which is made if need be; never touches one that is there. */
export async function createRecorder(
  options: RecorderOptions & { readonly folder: string; readonly header: LogHeader },
): Promise<Result<Recorder, RecorderError>> {
  const { folder, header, random } = options;
  const limits = { ...recorderLimits, ...options.limits };
  const path = recordingPath(folder, header);
  let handle: FileHandle | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: folderMode });
    handle = await open(path, "wx", fileMode);
    const first = concat(encodeHeader(header), utf8("\n"));
    await handle.writeFile(first);
    await handle.sync();
    await createReserve(path, limits.reserveBytes, random);
    await syncFolderOf(path);
    return ok(createLineWriter(options, limits, { path, handle, bytes: first.length }));
  } catch (cause) {
    if (handle !== undefined) {
      await handle.close();
      await rm(path, { force: true });
      await freeReserve(path);
    }
    return err(recorderError(path, cause));
  }
}
