import type { FileHandle } from "node:fs/promises";
import type { Result } from "../../../shared/base/result.ts";
import { type LogHeader, maxHeaderBytes, parseHeader } from "../../../shared/log/header.ts";

const lf = 10;

/** Up to so many bytes from a position; fewer where the file ends. */
export async function readAt(handle: FileHandle, position: number, bytes: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(bytes);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, bytes - length, position + length);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
}

/** The first line of a recording; the error is a sentence for the person who opened the file. */
export async function readHeader(handle: FileHandle): Promise<Result<LogHeader, string>> {
  const first = await readAt(handle, 0, maxHeaderBytes);
  const end = first.indexOf(lf);
  return parseHeader(end < 0 ? first : first.subarray(0, end));
}
