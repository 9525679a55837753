import { maxMessageBytes } from "./connection.ts";
import type { OpenedMessage } from "./ordered-lane.ts";
import { type OrderedLane, orderedLanes } from "./outbox.ts";

/**
 * How much may come on the new carrier before the old one has delivered its last message: four of the largest, which
 * is more than a participant's whole window.
 */
const heldMessages = 4;

/** A small message costs more memory than its bytes. */
const heldOverheadBytes = 64;

/** What is to be done about a message that came on the new carrier. */
export type MoveStep = "answer" | "begin" | "retire" | "deliver" | "wait" | "fail";

/**
 * One move from the old carrier to a new one, as far as it has come. In each direction and lane: hello and ready are
 * exchanged on the new carrier, so that both know that they are heard; then `moved` is the last message on the old
 * one; what comes on the new one before it is held. A side that has sent and received all its markers says `settled`.
 * The old carrier goes when both have.
 */
export interface CarrierMove {
  handleMessage(lane: OrderedLane, opened: OpenedMessage): MoveStep;
  /** This side sends on the new carrier from now on. */
  noteBegun(): void;
  noteMarkerSent(lane: OrderedLane): void;
  /** The peer's last message on the old carrier; gives what was held meanwhile, in order. */
  noteMarkerReceived(lane: OrderedLane): readonly OpenedMessage[];
  markerReceived(lane: OrderedLane): boolean;
  /** One of the two sides has begun: without the new carrier messages would be missing. */
  readonly begun: boolean;
  /** All markers of both directions have passed: nothing is missing here without the old carrier. */
  readonly settled: boolean;
  /** And the peer has said the same. */
  readonly done: boolean;
}

export function createCarrierMove(): CarrierMove {
  const hellos = new Set<OrderedLane>();
  const readies = new Set<OrderedLane>();
  const markersSent = new Set<OrderedLane>();
  const markersReceived = new Set<OrderedLane>();
  const held = { log: createHeld(), call: createHeld() };
  let sendsThere = false;
  let peerSettled = false;

  const all = (lanes: ReadonlySet<OrderedLane>) => orderedLanes.every((lane) => lanes.has(lane));
  const isSettled = () => all(markersSent) && all(markersReceived);

  const hold = (lane: OrderedLane, opened: OpenedMessage): MoveStep => {
    const waiting = held[lane];
    waiting.bytes += opened.message.length + heldOverheadBytes;
    if (waiting.bytes > heldMessages * maxMessageBytes[lane]) return "fail";
    waiting.items.push(opened);
    return "wait";
  };

  return {
    handleMessage(lane, opened) {
      switch (opened.type) {
        case "hello":
          if (hellos.has(lane)) return "fail";
          hellos.add(lane);
          return "answer";
        case "ready":
          if (!hellos.has(lane) || readies.has(lane)) return "fail";
          readies.add(lane);
          return all(readies) ? "begin" : "wait";
        case "settled":
          if (lane !== "call" || peerSettled || !all(markersSent)) return "fail";
          peerSettled = true;
          return "retire";
        case "moved":
          return "fail";
        default:
          if (!hellos.has(lane)) return "fail";
          return markersReceived.has(lane) ? "deliver" : hold(lane, opened);
      }
    },
    noteBegun() {
      sendsThere = true;
    },
    noteMarkerSent(lane) {
      markersSent.add(lane);
    },
    noteMarkerReceived(lane) {
      markersReceived.add(lane);
      const { items } = held[lane];
      held[lane] = createHeld();
      return items;
    },
    markerReceived: (lane) => markersReceived.has(lane),
    get begun() {
      return sendsThere || markersReceived.size > 0;
    },
    get settled() {
      return isSettled();
    },
    get done() {
      return isSettled() && peerSettled;
    },
  };
}

interface Held {
  items: OpenedMessage[];
  bytes: number;
}

function createHeld(): Held {
  return { items: [], bytes: 0 };
}
