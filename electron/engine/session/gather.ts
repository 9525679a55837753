import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Clock } from "../../../shared/base/ports.ts";

/** Output is gathered for this long; the first bytes after a silence of the same length go at once. */
const gatherMs = 4;
/** Characters of one output entry: encoding and hashing run fastest around here, and a feed's batch holds a few. */
const entryLength = 16_384;

/** Whether a character can begin with this byte, and go on with that one (The Unicode Standard, table 3-7). */
function mayBegin(lead: number, second: number | undefined): boolean {
  if (lead < 0xc2 || lead > 0xf4) return false;
  if (second === undefined) return true;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}

/** How many bytes at the end are the beginning of a UTF-8 character that is not whole yet; what cannot become one is not. */
function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      const second = back > 1 ? bytes[bytes.length - back + 1] : undefined;
      return needed > back && mayBegin(byte, second) ? back : 0;
    }
  }
  return 0;
}

/** Bytes of the target → text for the log, in order; split characters are carried over, invalid ones become U+FFFD. */
export interface Gather extends Disposable {
  push(bytes: Uint8Array): void;
  /** Hands over what was gathered so far: before anything else is logged. */
  flush(): void;
  /** The target is gone: what is left of a split character goes too. */
  end(): void;
}

export function createGather(clock: Clock, emit: (text: string) => void): Gather {
  const carried = Buffer.alloc(4);
  let carriedBytes = 0;
  let pending = "";
  let lastMs = Number.NEGATIVE_INFINITY;
  let timer: Disposable | undefined;

  const decode = (chunk: Uint8Array): string => {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (carriedBytes > 0) {
      bytes = Buffer.concat([carried.subarray(0, carriedBytes), bytes]);
      carriedBytes = 0;
    }
    const tail = unfinishedTail(bytes);
    if (tail > 0) {
      bytes.copy(carried, 0, bytes.length - tail);
      carriedBytes = tail;
    }
    return bytes.toString("utf8", 0, bytes.length - tail);
  };

  const flush = () => {
    timer?.dispose();
    timer = undefined;
    if (pending.length === 0) return;
    lastMs = clock.monotonicMs();
    const text = pending;
    pending = "";
    for (let at = 0; at < text.length; ) {
      let end = Math.min(text.length, at + entryLength);
      const unit = text.charCodeAt(end - 1);
      if (end < text.length && unit >= 0xd800 && unit <= 0xdbff) end -= 1;
      emit(end - at === text.length ? text : text.slice(at, end));
      at = end;
    }
  };

  return {
    push(bytes) {
      pending += decode(bytes);
      if (pending.length >= entryLength || clock.monotonicMs() - lastMs >= gatherMs) return flush();
      timer ??= clock.schedule(gatherMs, flush);
    },
    flush,
    end() {
      if (carriedBytes > 0) pending += "\ufffd";
      carriedBytes = 0;
      flush();
    },
    dispose() {
      timer?.dispose();
    },
  };
}
