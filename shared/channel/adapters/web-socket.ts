import { invariant } from "../../base/assert.ts";
import type { Disposable } from "../../base/disposable.ts";
import type { Clock } from "../../base/ports.ts";
import type { Channel } from "../channel.ts";
import { type CloseReason, closeReasonSchema } from "../close-reason.ts";
import { toFrame, unshared } from "./bytes.ts";
import { createChannelEnd } from "./end.ts";

/** What a browser's WebSocket and the one of `ws` have in common. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code: number, reason: string): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: "close",
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void;
  addEventListener(type: "open" | "error", listener: () => void): void;
}

/** How close reasons travel where the other side is not Tandem's own adapter. */
export interface CloseCodes {
  /** 1000, or 3000 to 4999: nothing else may be sent. */
  toCode(reason: CloseReason): number;
  /** Undefined for a code that says nothing. */
  toReason(code: number): CloseReason | undefined;
}

export interface WebSocketChannelOptions {
  readonly clock: Clock;
  /** Left out: code 4000, and the reason by its name in the close frame. */
  readonly closeCodes?: CloseCodes;
  /** Default 64 KiB, so that a short message waits for no more than that on a slow line. */
  readonly maxFrameBytes?: number;
  /** `full` from here on; default 256 KiB. */
  readonly highMarkBytes?: number;
}

const open = 1;
/** A WebSocket does not tell when it has drained, so it is looked at: soon at first, then less often. */
const firstLookMs = 2;
const lastLookMs = 50;

/** False when the socket closes instead. Wrap it in the same turn: what comes first is delivered soon after. */
export function webSocketOpened(socket: WebSocketLike): Promise<boolean> {
  if (socket.readyState !== 0) return Promise.resolve(socket.readyState === open);
  return new Promise((resolve) => {
    socket.addEventListener("open", () => resolve(true));
    socket.addEventListener("error", () => resolve(false));
    socket.addEventListener("close", () => resolve(false));
  });
}

/** A Channel over a socket that is open; over one that has closed meanwhile, a channel that closes with `lost`. */
export function webSocketChannel(socket: WebSocketLike, options: WebSocketChannelOptions): Channel {
  invariant(socket.readyState !== 0, "a socket is open before it carries a channel");
  const { clock, closeCodes } = options;
  const maxFrameBytes = options.maxFrameBytes ?? 65_536;
  const highMarkBytes = options.highMarkBytes ?? 262_144;
  const end = createChannelEnd();
  let looking: Disposable | undefined;

  const stopLooking = () => {
    looking?.dispose();
    looking = undefined;
  };
  const look = (afterMs: number) => {
    looking = clock.schedule(afterMs, () => {
      if (socket.bufferedAmount > highMarkBytes / 4) return look(Math.min(lastLookMs, afterMs * 2));
      looking = undefined;
      end.handleDrain();
    });
  };
  const close = (reason: CloseReason) => {
    if (!end.finish(reason)) return;
    stopLooking();
    socket.close(closeCodes?.toCode(reason) ?? 4000, reason);
  };
  const reasonOf = (code: number, text: string): CloseReason => {
    const known = closeCodes?.toReason(code);
    if (known !== undefined) return known;
    const named = closeReasonSchema.safeParse(text);
    if (named.success) return named.data;
    // 1000: it was closed; 1001: the page or the server goes away. Everything else is a line that broke.
    return code === 1000 || code === 1001 ? "left" : "lost";
  };

  socket.binaryType = "arraybuffer";
  socket.addEventListener("message", ({ data }) => {
    if (end.closed) return;
    const frame = toFrame(data);
    if (frame === undefined || frame.length > maxFrameBytes) close("protocol-error");
    else if (!end.handleFrame(frame)) close("over-budget");
  });
  socket.addEventListener("close", ({ code, reason }) => {
    stopLooking();
    end.handleEnd(reasonOf(code, reason));
  });
  // A close follows and tells the end; `ws` would throw an error that nobody listens to.
  socket.addEventListener("error", () => {});
  if (socket.readyState > open) end.handleEnd("lost");

  return {
    maxFrameBytes,
    send(frame) {
      if (end.closed || socket.readyState !== open) return "closed";
      invariant(frame.length <= maxFrameBytes, `a frame is at most ${maxFrameBytes} bytes`);
      if (socket.bufferedAmount >= highMarkBytes) {
        if (looking === undefined) look(firstLookMs);
        return "full";
      }
      socket.send(unshared(frame));
      return "sent";
    },
    onFrame: end.onFrame,
    onDrain: end.onDrain,
    onClose: end.onClose,
    close,
  };
}
