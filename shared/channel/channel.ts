import type { Disposable } from "../base/disposable.ts";
import type { CloseReason } from "./close-reason.ts";

/**
 * - `sent`: taken; it arrives, in order, unless the channel closes.
 * - `full`: not taken; try again after onDrain.
 * - `closed`: not taken, never will be.
 */
export type SendResult = "sent" | "full" | "closed";

/**
 * An open, ordered, reliable, message-framed pipe to one peer. It never reconnects: a new pipe is a new Channel.
 * Frames that arrive before the first onFrame listener are kept for it (bounded by the sender's flow control).
 */
export interface Channel {
  /** Never throws, never queues without bound. The frame belongs to the channel afterwards: do not write into it. */
  send(frame: Uint8Array): SendResult;
  onFrame(listener: (frame: Uint8Array) => void): Disposable;
  /** After a `full`, once there is room again. */
  onDrain(listener: () => void): Disposable;
  /** Exactly once, after the last frame; at once (as a microtask) when already closed. */
  onClose(listener: (reason: CloseReason) => void): Disposable;
  /** Frames already taken are still delivered where the carrier can. */
  close(reason: CloseReason): void;
  /** Largest frame it takes, in bytes. A larger one is a bug and throws. */
  readonly maxFrameBytes: number;
}

/** Unordered, droppable datagrams to one peer, for glances. */
export interface Datagrams {
  /** May drop. */
  send(datagram: Uint8Array): void;
  onDatagram(listener: (datagram: Uint8Array) => void): Disposable;
  readonly maxDatagramBytes: number;
}
