const lf = 10;

/** Lines on their way to the disk. */
export interface LineQueue {
  /** With the LFs they will get; a batch taken counts until it is settled. */
  readonly bytes: number;
  push(line: Uint8Array): void;
  /** The oldest lines, each with its LF, about maxBatchBytes of them. One batch at a time: settle it before the next. */
  take(): Uint8Array | undefined;
  /** So many bytes of the batch, whole lines, are written; the others come again with the next. */
  settle(writtenBytes: number): void;
  clear(): void;
}

/** Few system calls in a flood, and no more than this is written twice after a failure. */
const maxBatchBytes = 1_048_576;

export function createLineQueue(): LineQueue {
  let lines: Uint8Array[] = [];
  let batch: Uint8Array | undefined;
  let bytes = 0;
  /** Every batch's place, one after the other: a flood would otherwise allocate itself twice over. */
  let space = new Uint8Array(0);

  return {
    get bytes() {
      return bytes;
    },
    push(line) {
      lines.push(line);
      bytes += line.length + 1;
    },
    take() {
      if (batch !== undefined || lines.length === 0) return batch;
      let count = 0;
      let length = 0;
      while (count < lines.length && length < maxBatchBytes) length += (lines[count++]?.length ?? 0) + 1;
      if (space.length < length) space = new Uint8Array(length);
      batch = space.subarray(0, length);
      let at = 0;
      for (const line of lines.slice(0, count)) {
        batch.set(line, at);
        at += line.length;
        batch[at++] = lf;
      }
      lines = lines.slice(count);
      return batch;
    },
    settle(writtenBytes) {
      bytes -= writtenBytes;
      batch = batch?.subarray(writtenBytes);
      if (batch?.length === 0) batch = undefined;
    },
    clear() {
      lines = [];
      batch = undefined;
      bytes = 0;
    },
  };
}

/** How much of a batch is whole lines, when so many bytes of it are written. */
export function wholeLines(batch: Uint8Array, writtenBytes: number): number {
  return writtenBytes === 0 ? 0 : batch.lastIndexOf(lf, writtenBytes - 1) + 1;
}
