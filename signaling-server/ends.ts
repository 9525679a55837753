import type { RelayCloseReason } from "../shared/signaling/close-codes.ts";
import type { Opened, ServerToHost } from "../shared/signaling/messages.ts";

/** A guest's socket: one request, then one stream. */
export interface GuestSocket {
  open(message: Opened): void;
  /** A frame from the host. Gives the reason to end the stream where it cannot take it. */
  deliver(payload: Uint8Array): RelayCloseReason | undefined;
  end(reason: RelayCloseReason): void;
}

/** A host's socket: proves its key, then carries control messages and the frames of its streams. */
export interface LineSocket {
  send(message: ServerToHost): void;
  /** Tells that a stream ended, after what is queued of it. */
  sendClosed(stream: number, reason: RelayCloseReason): void;
  /** A frame from a guest. Gives the reason to end the stream where it cannot take it. */
  deliver(stream: number, payload: Uint8Array): RelayCloseReason | undefined;
  /** Accounts for a frame of a stream that has ended; false where there were too many. */
  takeStray(payloadBytes: number): boolean;
  end(reason: RelayCloseReason): void;
}
