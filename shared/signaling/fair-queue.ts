/**
 * How much of a stream goes out in its turn. Small, so that a keystroke waits behind a few of these and not behind
 * somebody else's whole queue.
 */
const quantumBytes = 16_384;

/** Frames of several streams waiting for one line. */
export interface FairQueue<T> {
  push(stream: number, item: T, bytes: number): void;
  /** The next one, in order within its stream, by deficit round robin between streams. */
  shift(): { readonly stream: number; readonly item: T; readonly bytes: number } | undefined;
  /** Bytes of one stream waiting here. */
  queuedBytes(stream: number): number;
  /** Forgets a stream's frames; gives how many bytes they were. */
  drop(stream: number): number;
  readonly totalBytes: number;
}

interface Lane<T> {
  readonly items: { readonly item: T; readonly bytes: number }[];
  /** Taken from the front; the array is cut back when half of it is. */
  head: number;
  bytes: number;
  credit: number;
}

export function createFairQueue<T>(): FairQueue<T> {
  /** Only streams with something waiting, in the order of their turns (a Map keeps the order of insertion). */
  const lanes = new Map<number, Lane<T>>();
  let totalBytes = 0;

  function take(stream: number, lane: Lane<T>) {
    const next = lane.items[lane.head];
    if (next === undefined || next.bytes > lane.credit) return undefined;
    lane.head += 1;
    lane.credit -= next.bytes;
    lane.bytes -= next.bytes;
    totalBytes -= next.bytes;
    if (lane.head === lane.items.length) lanes.delete(stream);
    else if (lane.head > 64 && lane.head * 2 > lane.items.length) {
      lane.items.splice(0, lane.head);
      lane.head = 0;
    }
    return { stream, ...next };
  }

  return {
    push(stream, item, bytes) {
      let lane = lanes.get(stream);
      if (lane === undefined) {
        lane = { items: [], head: 0, bytes: 0, credit: quantumBytes };
        lanes.set(stream, lane);
      }
      lane.items.push({ item, bytes });
      lane.bytes += bytes;
      totalBytes += bytes;
    },
    shift() {
      // Ends: every full round adds a quantum to each waiting stream, and no frame is larger than a few of them.
      for (;;) {
        const first = lanes.entries().next();
        if (first.done === true) return undefined;
        const [stream, lane] = first.value;
        const taken = take(stream, lane);
        if (taken !== undefined) return taken;
        lanes.delete(stream);
        lane.credit += quantumBytes;
        lanes.set(stream, lane);
      }
    },
    queuedBytes: (stream) => lanes.get(stream)?.bytes ?? 0,
    drop(stream) {
      const bytes = lanes.get(stream)?.bytes ?? 0;
      lanes.delete(stream);
      totalBytes -= bytes;
      return bytes;
    },
    get totalBytes() {
      return totalBytes;
    },
  };
}
