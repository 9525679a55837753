import { invariant } from "../base/assert.ts";
import { Emitter } from "../base/listen.ts";
import type { Channel } from "./channel.ts";
import type { CloseReason } from "./close-reason.ts";
import { createLatch } from "./latch.ts";

export interface PairOptions {
  /** Default 2 MiB: a whole message of any lane with its overhead. */
  readonly maxFrameBytes?: number;
  /** `full` once this many bytes are under way to the other end; default 256 KiB. */
  readonly highMarkBytes?: number;
}

export type Side = "a" | "b";

export interface ChannelPair {
  readonly a: Channel;
  readonly b: Channel;
  /** Breaks the line: what is under way is lost, both ends close with `lost`. */
  cut(): void;
}

/** A pair that delivers only when told, so that a race can be played move by move. */
export interface FlushablePair extends ChannelPair {
  /** Delivers what is under way in both directions, answers included, until nothing is left; says how many frames. */
  flush(): number;
  /** Delivers the next frame, or the close, that is under way to this side; false when there is none. */
  flushOne(to: Side): boolean;
  /** Frames under way to this side. */
  waiting(to: Side): number;
}

interface End {
  readonly channel: Channel;
  readonly waiting: () => number;
  readonly deliverOne: () => boolean;
  readonly lose: () => void;
}

/** Two ends of one in-process pipe; frames arrive as a microtask, never inside the call to `send`. */
export function createChannelPair(options: PairOptions = {}): ChannelPair {
  const scheduled = new Set<Side>();
  const ends = createEnds(options, (side) => {
    if (scheduled.has(side)) return;
    scheduled.add(side);
    void Promise.resolve().then(() => {
      scheduled.delete(side);
      while (ends[side].deliverOne());
    });
  });
  return { a: ends.a.channel, b: ends.b.channel, cut: ends.cut };
}

export function createFlushablePair(options: PairOptions = {}): FlushablePair {
  const ends = createEnds(options, () => {});
  return {
    a: ends.a.channel,
    b: ends.b.channel,
    cut: ends.cut,
    flush() {
      let delivered = 0;
      while (ends.b.deliverOne() || ends.a.deliverOne()) delivered++;
      return delivered;
    },
    flushOne: (to) => ends[to].deliverOne(),
    waiting: (to) => ends[to].waiting(),
  };
}

function createEnds(options: PairOptions, wake: (side: Side) => void) {
  const maxFrameBytes = options.maxFrameBytes ?? 2 * 1024 * 1024;
  const highMarkBytes = options.highMarkBytes ?? 256 * 1024;
  const wire = { a: createWire(), b: createWire() };

  const createEnd = (side: Side, far: Side): End => {
    const inbound = wire[side];
    const outbound = wire[far];
    const frames = new Emitter<Uint8Array>();
    const drains = new Emitter<void>();
    const closed = createLatch<CloseReason>();
    inbound.drained = () => drains.emit();

    const finish = (reason: CloseReason) => {
      closed.set(reason);
      inbound.frames = [];
      inbound.bytes = 0;
      frames.clear();
      drains.clear();
    };

    return {
      waiting: () => inbound.frames.length,
      lose: () => finish("lost"),
      deliverOne() {
        if (closed.value !== undefined) return false;
        if (inbound.frames.length === 0) {
          if (inbound.closing === undefined) return false;
          finish(inbound.closing);
          return true;
        }
        if (frames.listenerCount === 0) return false;
        const frame = inbound.frames.shift();
        invariant(frame !== undefined, "a frame is waiting");
        inbound.bytes -= frame.length;
        frames.emit(frame);
        if (inbound.refused && inbound.bytes <= highMarkBytes / 2) {
          inbound.refused = false;
          outbound.drained();
        }
        return true;
      },
      channel: {
        maxFrameBytes,
        send(frame) {
          if (closed.value !== undefined) return "closed";
          invariant(frame.length <= maxFrameBytes, `a frame is at most ${maxFrameBytes} bytes`);
          if (outbound.bytes >= highMarkBytes) {
            outbound.refused = true;
            return "full";
          }
          outbound.frames.push(frame);
          outbound.bytes += frame.length;
          wake(far);
          return "sent";
        },
        onFrame(listener) {
          const listening = frames.listen(listener);
          wake(side);
          return listening;
        },
        onDrain: drains.listen,
        onClose: closed.listen,
        close(reason) {
          if (closed.value !== undefined) return;
          finish(reason);
          outbound.closing ??= reason;
          wake(far);
        },
      },
    };
  };

  const a = createEnd("a", "b");
  const b = createEnd("b", "a");
  return {
    a,
    b,
    cut() {
      a.lose();
      b.lose();
    },
  };
}

/** What is under way to one end. */
interface Wire {
  frames: Uint8Array[];
  bytes: number;
  /** The sender was told `full` and waits for a drain. */
  refused: boolean;
  closing: CloseReason | undefined;
  /** Tells this end, as a sender, that there is room again. */
  drained: () => void;
}

function createWire(): Wire {
  return { frames: [], bytes: 0, refused: false, closing: undefined, drained: () => {} };
}
