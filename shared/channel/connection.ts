import type { Disposable } from "../base/disposable.ts";
import type { CloseReason } from "./close-reason.ts";
import type { SendResult } from "./channel.ts";

/** `log` carries entries and keyframes, `call` commands, answers, acknowledgements and pings: both reliable and ordered. `glance` may drop. */
export type Lane = "log" | "call" | "glance";

/** How the bytes travel now. `local`: a window, a page or a terminal of this machine's own. */
export type Carrier = "local" | "relay" | "webrtc";

/**
 * The lanes to one peer, whatever carries them. Message boundaries are kept; a lane keeps its order also while the
 * connection moves from one carrier to another. Messages that arrive before the first listener are kept for it.
 */
export interface Connection {
  readonly carrier: Carrier;
  /** log and call: `full` when more than the lane's high mark is waiting; never queues without bound. */
  send(lane: "log" | "call", message: Uint8Array): SendResult;
  /** May drop. */
  sendGlance(message: Uint8Array): void;
  /** Bytes taken from the caller on this lane and not yet handed to the carrier. */
  queuedBytes(lane: "log" | "call"): number;
  onMessage(listener: (lane: Lane, message: Uint8Array) => void): Disposable;
  onDrain(listener: (lane: "log" | "call") => void): Disposable;
  onCarrier(listener: (carrier: Carrier) => void): Disposable;
  /** Exactly once. */
  onClose(listener: (reason: CloseReason) => void): Disposable;
  close(reason: CloseReason): void;
}

/** Largest message on a lane. Larger ones are a bug of the sender and end the connection at the receiver. */
export const maxMessageBytes = { log: 1_048_576, call: 131_072, glance: 900 } as const satisfies Record<
  Lane,
  number
>;
