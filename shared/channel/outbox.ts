import { Emitter, type Listen } from "../base/listen.ts";
import type { Lane } from "./connection.ts";

/** The lanes that lose nothing. */
export type OrderedLane = Exclude<Lane, "glance">;

/** First the one that must not wait. */
export const orderedLanes = ["call", "log"] as const satisfies readonly OrderedLane[];

/**
 * Above it `send` says `full`: enough for four of the 64 KiB batches in which output is sealed, little enough that a
 * slow participant costs a host half a megabyte.
 */
export const laneHighMarkBytes = 256 * 1024;

/** At or below it a sender that was told `full` hears of the drain. */
export const laneLowMarkBytes = 128 * 1024;

export interface OutboxOptions {
  /** Of messages that were taken out and that the carriers have not wholly taken. */
  readonly unsentBytes: (lane: OrderedLane) => number;
  /** Something waits on this lane. */
  readonly handleWaiting: (lane: OrderedLane) => void;
}

/** What the ordered lanes have taken from their caller and not yet handed to a carrier. */
export interface Outbox<T> {
  /** `full`, and not taken, while the high mark or more is waiting. */
  send(lane: OrderedLane, item: T, bytes: number): "sent" | "full";
  /** For the few messages of our own that must go whatever waits. */
  push(lane: OrderedLane, item: T, bytes: number): void;
  shift(lane: OrderedLane): T | undefined;
  clear(lane: OrderedLane): void;
  queuedBytes(lane: OrderedLane): number;
  /** To be called whenever carriers have taken something. */
  handleProgress(): void;
  readonly onDrain: Listen<OrderedLane>;
  /** No drain is told any more. */
  silence(): void;
}

export function createOutbox<T>(options: OutboxOptions): Outbox<T> {
  const queues = { log: createQueue<T>(), call: createQueue<T>() };
  const refused = new Set<OrderedLane>();
  const drains = new Emitter<OrderedLane>();
  const queuedBytes = (lane: OrderedLane) => queues[lane].bytes + options.unsentBytes(lane);

  const push = (lane: OrderedLane, item: T, bytes: number) => {
    queues[lane].items.push({ item, bytes });
    queues[lane].bytes += bytes;
    options.handleWaiting(lane);
  };

  return {
    push,
    queuedBytes,
    send(lane, item, bytes) {
      if (queuedBytes(lane) >= laneHighMarkBytes) {
        refused.add(lane);
        return "full";
      }
      push(lane, item, bytes);
      return "sent";
    },
    shift(lane) {
      const first = queues[lane].items.shift();
      queues[lane].bytes -= first?.bytes ?? 0;
      return first?.item;
    },
    clear(lane) {
      queues[lane] = createQueue();
    },
    handleProgress() {
      for (const lane of orderedLanes) {
        if (!refused.has(lane) || queuedBytes(lane) > laneLowMarkBytes) continue;
        refused.delete(lane);
        drains.emit(lane);
      }
    },
    onDrain: drains.listen,
    silence: () => drains.clear(),
  };
}

interface Queue<T> {
  items: { readonly item: T; readonly bytes: number }[];
  bytes: number;
}

function createQueue<T>(): Queue<T> {
  return { items: [], bytes: 0 };
}
