import type { WebSocket } from "ws";
import type { Disposable } from "../shared/base/disposable.ts";
import type { Clock } from "../shared/base/ports.ts";
import { closeCodeOf, closeReasonOf, type RelayCloseReason } from "../shared/signaling/close-codes.ts";

export interface PeerSocketEvents {
  handleText(text: string): void;
  handleFrame(frame: Uint8Array): void;
  /** Something that costs without carrying anything: a ping of the peer's. */
  handlePing(): void;
  /** Exactly once, unless `end` was called before. */
  handleGone(reason: RelayCloseReason): void;
}

/** One WebSocket of a host or a guest: notices when it is dead, ends it for certain, forgets it afterwards. */
export interface PeerSocket {
  /** Bytes not yet handed to the network. */
  readonly queuedBytes: number;
  sendText(text: string): void;
  sendFrame(frame: Uint8Array, written: () => void): void;
  /** What is queued goes out, within the grace time. No event comes afterwards. */
  end(reason: RelayCloseReason): void;
}

export interface PeerSocketOptions {
  readonly socket: WebSocket;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly closeGraceMs: number;
  readonly events: PeerSocketEvents;
}

export function createPeerSocket(options: PeerSocketOptions): PeerSocket {
  const { socket, clock, events } = options;
  let over = false;
  let alive = true;
  let timer: Disposable = clock.schedule(options.heartbeatMs, beat);

  function beat(): void {
    if (!alive) {
      finish("lost");
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
    timer = clock.schedule(options.heartbeatMs, beat);
  }

  function finish(reason: RelayCloseReason): void {
    if (over) return;
    over = true;
    timer.dispose();
    events.handleGone(reason);
  }

  socket.binaryType = "nodebuffer";
  // A close follows every error; too large or malformed frames end up here.
  socket.on("error", () => {});
  socket.on("pong", () => {
    alive = true;
  });
  socket.on("ping", () => {
    alive = true;
    if (!over) events.handlePing();
  });
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    alive = true;
    if (over) return;
    if (isBinary) events.handleFrame(data);
    else events.handleText(data.toString("utf8"));
  });
  socket.on("close", (code: number) => {
    timer.dispose();
    finish(closeReasonOf(code));
  });

  return {
    get queuedBytes() {
      return socket.bufferedAmount;
    },
    sendText(text) {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    sendFrame(frame, written) {
      socket.send(frame, () => written());
    },
    end(reason) {
      if (over) return;
      over = true;
      timer.dispose();
      socket.close(closeCodeOf(reason));
      timer = clock.schedule(options.closeGraceMs, () => socket.terminate());
    },
  };
}
