import { invariant } from "../base/assert.ts";
import type { Clock } from "../base/ports.ts";

/**
 * How much may be under way to one participant: sent, and not yet acknowledged by its client. The carriers' own
 * counters do not tell: up to 1 MiB inside SCTP is in none of them, and a second lane starves behind it.
 */
export interface SendWindow {
  /** Bytes that may be under way now. */
  readonly windowBytes: number;
  readonly underWayBytes: number;
  /** Whether this many bytes may go. A piece larger than the whole window may go alone, or it never could. */
  canSend(bytes: number): boolean;
  /** What canSend refused is a bug here, and throws. */
  noteSent(bytes: number): void;
  /**
   * The far end's running total. False, and nothing changes, for one that no honest receiver sends: more than was
   * sent, not more than before, not a whole number.
   */
  noteAcked(totalBytes: number): boolean;
}

export interface SendWindowOptions {
  readonly clock: Pick<Clock, "monotonicMs">;
  /** Default 64 KiB: with it a second lane waits 2 ms behind a flood. It never gets smaller. */
  readonly initialBytes?: number;
  /** Default 1 MiB: 100 Mbit/s at 80 ms. */
  readonly maxBytes?: number;
}

/**
 * A route may change, so a round trip is believed for so long. After that the window goes back to its first size until
 * what is under way has fallen below it: only then is a round trip measured that is not its own queue.
 */
const roundTripBelievedMs = 10_000;
/** The line's rate is the highest of this many: enough to span a pause of the far end, few enough to follow the line. */
const ratesKept = 8;

/**
 * Aims at twice the round trip times the rate: one product keeps the line busy, the other covers what acknowledging
 * takes. The shortest round trip counts, as in BBR: every longer one contains a queue that this window made itself.
 */
export function createSendWindow(options: SendWindowOptions): SendWindow {
  const initialBytes = options.initialBytes ?? 65_536;
  const maxBytes = options.maxBytes ?? 1_048_576;
  invariant(
    initialBytes > 0 && maxBytes >= initialBytes,
    "a send window is between its first and largest size",
  );
  const { clock } = options;
  const ratesPerMs: number[] = [];
  let windowBytes = initialBytes;
  let sentBytes = 0;
  let ackedBytes = 0;
  let roundTrip: { readonly ms: number; readonly measuredMs: number } | undefined;
  /** One piece whose way there and back is being timed. */
  let probe: Probe | undefined;

  const learn = (nowMs: number) => {
    if (probe === undefined || ackedBytes < probe.upToBytes) return;
    const { startedMs, ackedAtStart, underWayBytes, limited } = probe;
    const tookMs = nowMs - startedMs;
    probe = undefined;
    // A clock too coarse to see the way there and back says nothing about it.
    if (tookMs <= 0) return;
    const believed = roundTrip !== undefined && nowMs - roundTrip.measuredMs < roundTripBelievedMs;
    if (roundTrip === undefined || tookMs <= roundTrip.ms || (!believed && underWayBytes <= initialBytes)) {
      roundTrip = { ms: tookMs, measuredMs: nowMs };
    } else if (!believed) {
      windowBytes = initialBytes;
      return;
    }
    // Where the sender had nothing more to send, the rate is the sender's, not the line's.
    if (!limited) return;
    ratesPerMs.push((ackedBytes - ackedAtStart) / tookMs);
    if (ratesPerMs.length > ratesKept) ratesPerMs.shift();
    const aim = 2 * roundTrip.ms * Math.max(...ratesPerMs);
    windowBytes = Math.round(Math.min(maxBytes, Math.max(initialBytes, aim)));
  };

  return {
    get windowBytes() {
      return windowBytes;
    },
    get underWayBytes() {
      return sentBytes - ackedBytes;
    },
    canSend(bytes) {
      const underWay = sentBytes - ackedBytes;
      const may = underWay === 0 || underWay + bytes <= windowBytes;
      if (!may && probe !== undefined) probe.limited = true;
      return may;
    },
    noteSent(bytes) {
      const underWay = sentBytes - ackedBytes;
      invariant(bytes > 0 && Number.isSafeInteger(bytes), "something was sent");
      invariant(underWay === 0 || underWay + bytes <= windowBytes, "no more than the window is under way");
      sentBytes += bytes;
      probe ??= {
        upToBytes: sentBytes,
        startedMs: clock.monotonicMs(),
        ackedAtStart: ackedBytes,
        underWayBytes: sentBytes - ackedBytes,
        limited: false,
      };
    },
    noteAcked(totalBytes) {
      if (!Number.isSafeInteger(totalBytes) || totalBytes <= ackedBytes || totalBytes > sentBytes)
        return false;
      ackedBytes = totalBytes;
      learn(clock.monotonicMs());
      return true;
    },
  };
}

interface Probe {
  readonly upToBytes: number;
  readonly startedMs: number;
  readonly ackedAtStart: number;
  /** With the piece itself. */
  readonly underWayBytes: number;
  /** The window held something back meanwhile. */
  limited: boolean;
}

/** The receiving half: says which running total to acknowledge, and when. */
export interface AckCounter {
  /** The total to acknowledge now, or undefined while too little came since the last one. */
  noteReceived(bytes: number): number | undefined;
  /** The total where anything is not acknowledged yet: for when nothing more comes for a moment. */
  flush(): number | undefined;
}

/** everyBytes, default 16 KiB, is at most half of the sender's first window, or the two would wait for each other. */
export function createAckCounter(options: { readonly everyBytes?: number } = {}): AckCounter {
  const everyBytes = options.everyBytes ?? 16_384;
  let receivedBytes = 0;
  let ackedBytes = 0;
  const flush = () => {
    if (receivedBytes === ackedBytes) return undefined;
    ackedBytes = receivedBytes;
    return ackedBytes;
  };
  return {
    noteReceived(bytes) {
      receivedBytes += bytes;
      return receivedBytes - ackedBytes >= everyBytes ? flush() : undefined;
    },
    flush,
  };
}
