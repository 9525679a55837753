import { concat } from "../base/bytes.ts";
import { maxLineBytes } from "./line.ts";

const lf = 10;

/** Cuts a stream of bytes into lines, holding no more than one line and one chunk. */
export interface LineSplitter {
  feed(chunk: Uint8Array): void;
  /** What came after the last LF so far; cut at maxLineBytes + 1. */
  readonly rest: Uint8Array;
}

/**
 * onLine gets each line without its LF, valid only during the call. Of a line longer than maxLineBytes it gets the
 * first maxLineBytes + 1 bytes, which no parser takes.
 */
export function createLineSplitter(onLine: (line: Uint8Array) => void): LineSplitter {
  let held: Uint8Array[] = [];
  let heldBytes = 0;

  const hold = (piece: Uint8Array) => {
    const room = maxLineBytes + 1 - heldBytes;
    if (room <= 0 || piece.length === 0) return;
    // A copy: the caller may read the next chunk into the same memory.
    const kept = piece.slice(0, room);
    held.push(kept);
    heldBytes += kept.length;
  };

  return {
    feed(chunk) {
      let from = 0;
      for (;;) {
        const end = chunk.indexOf(lf, from);
        if (end < 0) break;
        const piece = chunk.subarray(from, end);
        from = end + 1;
        if (heldBytes === 0) {
          onLine(piece.length > maxLineBytes ? piece.subarray(0, maxLineBytes + 1) : piece);
          continue;
        }
        hold(piece);
        const line = concat(...held);
        held = [];
        heldBytes = 0;
        onLine(line);
      }
      hold(chunk.subarray(from));
    },
    get rest() {
      return concat(...held);
    },
  };
}
