import { safeParse } from "../../base/parse.ts";
import { invariant } from "../../base/assert.ts";
import type { Channel } from "../channel.ts";
import { type CloseReason, closeReasonSchema } from "../close-reason.ts";
import { createAckCounter, createSendWindow } from "../window.ts";
import { alone, toFrame } from "./bytes.ts";
import { createChannelEnd } from "./end.ts";

/** What goes through the port: a frame, the running total that was received, or why the far end closes. */
type PortMessage = Uint8Array | number | CloseReason;

interface AnyPort {
  postMessage(message: PortMessage): void;
  start(): void;
  close(): void;
}

/** A browser's MessagePort, and Node's. Not all browsers tell of the far end's close, so it also says goodbye. */
export interface WebMessagePort extends AnyPort {
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: () => void): void;
}

/** Electron's MessagePortMain, in main and utility processes. */
export interface MainMessagePort extends AnyPort {
  on(type: "message", listener: (event: { readonly data: unknown }) => void): unknown;
  on(type: "close", listener: () => void): unknown;
}

export type MessagePortLike = WebMessagePort | MainMessagePort;

export interface MessagePortChannelOptions {
  /** Default 2 MiB: a port does not cut anything up, so a whole message fits. */
  readonly maxFrameBytes?: number;
  /** `full` once this much is not acknowledged; default 512 KiB: nothing more may be ahead of a screen. */
  readonly highMarkBytes?: number;
}

/** What a message costs besides its bytes, so that empty ones are not free. */
const messageOverheadBytes = 64;

/**
 * A Channel over a port. A port queues without bound and does not say how much, so the far end acknowledges what its
 * listeners have had; what nobody listens to yet is not acknowledged.
 */
export function messagePortChannel(port: MessagePortLike, options: MessagePortChannelOptions = {}): Channel {
  const maxFrameBytes = options.maxFrameBytes ?? 2 * 1024 * 1024;
  const highMarkBytes = options.highMarkBytes ?? 524_288;
  const window = createSendWindow({
    // Two ends of one machine: nothing to learn from time, the window stays as it is.
    clock: { monotonicMs: () => 0 },
    initialBytes: highMarkBytes,
    maxBytes: highMarkBytes,
  });
  const received = createAckCounter({ everyBytes: highMarkBytes / 8 });
  const end = createChannelEnd((frame) => {
    const total = received.noteReceived(frame.length + messageOverheadBytes);
    if (total !== undefined && !end.closed) port.postMessage(total);
  });
  let refused = false;

  const close = (reason: CloseReason) => {
    if (!end.finish(reason)) return;
    port.postMessage(reason);
    port.close();
  };
  const handleAck = (total: number) => {
    if (!window.noteAcked(total)) return close("protocol-error");
    if (!refused || window.underWayBytes > highMarkBytes / 2) return;
    refused = false;
    end.handleDrain();
  };
  const handleMessage = ({ data }: { readonly data: unknown }) => {
    if (end.closed) return;
    if (typeof data === "number") return handleAck(data);
    const frame = toFrame(data);
    if (frame !== undefined) {
      if (frame.length > maxFrameBytes) close("protocol-error");
      else if (!end.handleFrame(frame)) close("over-budget");
      return;
    }
    const goodbye = safeParse(closeReasonSchema, data);
    if (!goodbye.success) return close("protocol-error");
    end.handleEnd(goodbye.data);
    port.close();
  };
  const handleClose = () => void end.handleEnd("lost");

  if ("addEventListener" in port) {
    port.addEventListener("message", handleMessage);
    port.addEventListener("close", handleClose);
  } else {
    port.on("message", handleMessage);
    port.on("close", handleClose);
  }
  port.start();

  return {
    maxFrameBytes,
    send(frame) {
      if (end.closed) return "closed";
      invariant(frame.length <= maxFrameBytes, `a frame is at most ${maxFrameBytes} bytes`);
      const cost = frame.length + messageOverheadBytes;
      if (!window.canSend(cost)) {
        refused = true;
        return "full";
      }
      window.noteSent(cost);
      port.postMessage(alone(frame));
      return "sent";
    },
    onFrame: end.onFrame,
    onDrain: end.onDrain,
    onClose: end.onClose,
    close,
  };
}
