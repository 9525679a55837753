import type { Logged } from "./entry-log.ts";

/** Output kept for those who are a little behind: more than the shadow terminal may lag, with room for its keyframe to travel. */
const keptBytes = 6 * 1024 * 1024;
/** Everything but output, for those who skip: never dropped short of these bounds; past them the client starts from a snapshot. */
const keptEvents = { count: 8192, bytes: 4 * 1024 * 1024 } as const;

/** What is kept of an entry: its bytes for the wire, once. */
interface Held {
  readonly seq: number;
  readonly frame: Uint8Array;
  readonly changesScreen: boolean;
}

/** A first-in first-out list with cheap removal at the front, found by seq. */
class Shelf {
  #items: (Held | undefined)[] = [];
  #front = 0;
  #bytes = 0;

  get bytes() {
    return this.#bytes;
  }

  get length() {
    return this.#items.length - this.#front;
  }

  push(item: Held): void {
    this.#items.push(item);
    this.#bytes += item.frame.length;
  }

  shift(): Held | undefined {
    const item = this.#items[this.#front];
    this.#items[this.#front] = undefined;
    this.#front += 1;
    if (this.#front > 1024 && this.#front * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#front);
      this.#front = 0;
    }
    if (item !== undefined) this.#bytes -= item.frame.length;
    return item;
  }

  at(index: number): Held | undefined {
    return this.#items[this.#front + index];
  }

  /** The first index whose seq is at least this one. */
  find(seq: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.at(middle)?.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The latest stretch of the log, in memory, for feeds and for those who reconnect. */
export interface Recent {
  push(logged: Logged): void;
  /** Bytes of frames ever pushed. */
  readonly pushedBytes: number;
  /** Whether every entry from this one on is held. */
  has(seq: number): boolean;
  /** Bytes of frames from this entry to the end; exact while it is held. */
  bytesFrom(seq: number): number;
  /** Frames from this entry on, at least one, up to maxBytes together; the seq after the last. */
  take(seq: number, maxBytes: number): { readonly frames: readonly Uint8Array[]; readonly next: number };
  /** Frames of everything but output from `from` to `to`, or undefined where not all of them are held. */
  eventsBetween(from: number, to: number): readonly Uint8Array[] | undefined;
  /** The last entry that was output; 0 before the first. */
  readonly lastOutput: number;
  /** How far a screen as of this entry is still right: up to the next entry that changes a screen. */
  reach(seq: number): number;
}

export function createRecent(): Recent {
  const all = new Shelf();
  const events = new Shelf();
  let last = 0;
  /** Bytes ever pushed, and, per held entry, before it: what lies ahead of a seq is a subtraction. */
  let pushed = 0;
  let forgottenEvent = 0;
  let lastOnScreen = 0;
  let lastOutput = 0;
  const before = new Map<number, number>();

  return {
    push({ entry, frame }) {
      const { seq, event } = entry;
      const held = { seq, frame, changesScreen: event.type === "output" || event.type === "resized" };
      last = seq;
      if (held.changesScreen) lastOnScreen = seq;
      before.set(seq, pushed);
      pushed += frame.length;
      all.push(held);
      while (all.bytes > keptBytes && all.length > 1) {
        const dropped = all.shift();
        if (dropped !== undefined) before.delete(dropped.seq);
      }
      if (event.type === "output") {
        lastOutput = seq;
        return;
      }
      events.push(held);
      while (events.bytes > keptEvents.bytes || events.length > keptEvents.count) {
        forgottenEvent = events.shift()?.seq ?? forgottenEvent;
      }
    },
    get pushedBytes() {
      return pushed;
    },
    get lastOutput() {
      return lastOutput;
    },
    has: (seq) => seq > last || before.has(seq),
    bytesFrom: (seq) => (seq > last ? 0 : pushed - (before.get(seq) ?? 0)),
    take(seq, maxBytes) {
      const frames: Uint8Array[] = [];
      let bytes = 0;
      let next = seq;
      for (let index = all.find(seq); index < all.length; index++) {
        const held = all.at(index);
        if (held === undefined || (frames.length > 0 && bytes + held.frame.length > maxBytes)) break;
        frames.push(held.frame);
        bytes += held.frame.length;
        next = held.seq + 1;
      }
      return { frames, next };
    },
    eventsBetween(from, to) {
      if (from <= forgottenEvent) return undefined;
      const frames: Uint8Array[] = [];
      for (let index = events.find(from); index < events.length; index++) {
        const held = events.at(index);
        if (held === undefined || held.seq > to) break;
        frames.push(held.frame);
      }
      return frames;
    },
    reach(seq) {
      if (lastOnScreen <= seq) return last;
      if (!before.has(seq + 1)) return seq;
      for (let index = all.find(seq + 1); index < all.length; index++) {
        const held = all.at(index);
        if (held?.changesScreen === true) return held.seq - 1;
      }
      return last;
    },
  };
}
