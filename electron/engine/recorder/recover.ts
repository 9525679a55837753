import { open } from "node:fs/promises";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { freeReserve } from "./files.ts";
import { RecorderError, recorderError } from "./recorder-error.ts";

const lf = 10;
const stepBytes = 65_536;

/**
 * Cuts off what a crash left of a last line, and frees the reserve. `cutBytes` is how much that was, 0 for a file that
 * ends as it should. A file without a whole first line has nothing to go on from: `unreadable`, and left as it is.
 */
export async function recoverRecording(
  path: string,
): Promise<Result<{ readonly bytes: number; readonly cutBytes: number }, RecorderError>> {
  try {
    const handle = await open(path, "r+");
    try {
      const { size } = await handle.stat();
      const step = new Uint8Array(stepBytes);
      let end = -1;
      for (let to = size; to > 0 && end < 0; to -= stepBytes) {
        const from = Math.max(0, to - stepBytes);
        const { bytesRead } = await handle.read(step, 0, to - from, from);
        const at = step.subarray(0, bytesRead).lastIndexOf(lf);
        if (at >= 0) end = from + at + 1;
      }
      if (end < 0) {
        const message = "The recording stops within its first line: there is nothing to go on from.";
        return err(new RecorderError("unreadable", path, message));
      }
      if (end < size) {
        await handle.truncate(end);
        await handle.sync();
      }
      await freeReserve(path);
      return ok({ bytes: end, cutBytes: size - end });
    } finally {
      await handle.close();
    }
  } catch (cause) {
    return err(recorderError(path, cause));
  }
}
