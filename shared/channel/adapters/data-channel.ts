import { invariant } from "../../base/assert.ts";
import type { Channel } from "../channel.ts";
import { type CloseReason, closeReasonSchema } from "../close-reason.ts";
import { createChannelEnd } from "./end.ts";

/** One data channel as its stack gives it. Any call may throw: the stack may have closed it meanwhile. */
export interface DataChannelPort {
  isOpen(): boolean;
  send(data: Uint8Array | string): void;
  bufferedBytes(): number;
}

/**
 * One packet: behind larger messages a second data channel starves for seconds. 1,100 leaves room for the headers of
 * SCTP, DTLS, UDP and IPv6 in the smallest MTU there is, 1,280.
 */
export const maxRtcFrameBytes = 1_100;
/** `full` from here on. 64 KiB keep a line of 50 Mbit/s busy for the 10 ms that a loop may be late. */
export const rtcHighMarkBytes = 65_536;
/** There is room again from here on; given to the stack, which tells. */
export const rtcLowMarkBytes = 16_384;

/** The Channel over a data channel, and what its stack has to tell it. */
export interface DataChannelEnd {
  readonly channel: Channel;
  readonly closed: boolean;
  handleMessage(data: Uint8Array | string): void;
  handleLow(): void;
  handleLost(): void;
  close(reason: CloseReason): void;
}

/** ended: with who ended it: this end, the far one by its goodbye, or the line. Each at most once. */
export function dataChannel(
  port: DataChannelPort,
  ended: (reason: CloseReason, by: "here" | "far" | "line") => void,
): DataChannelEnd {
  const end = createChannelEnd();
  let refused = false;

  const handleLost = () => {
    if (end.handleEnd("lost")) ended("lost", "line");
  };
  const close = (reason: CloseReason) => {
    if (!end.finish(reason)) return;
    // Frames are binary, so the one text is the goodbye. `lost` is what the far end says without one.
    if (reason !== "lost") {
      try {
        port.send(reason);
      } catch {
        // It closed meanwhile: nobody is left to be told.
      }
    }
    ended(reason, "here");
  };

  const handleGoodbye = (text: string) => {
    const goodbye = closeReasonSchema.safeParse(text);
    if (!goodbye.success) return close("protocol-error");
    end.handleEnd(goodbye.data);
    // Also when this end had closed before: then neither hears the other any more.
    ended(goodbye.data, "far");
  };

  return {
    get closed() {
      return end.closed;
    },
    handleMessage(data) {
      if (typeof data === "string") return handleGoodbye(data);
      if (end.closed) return;
      if (data.length > maxRtcFrameBytes) close("protocol-error");
      else if (!end.handleFrame(data)) close("over-budget");
    },
    handleLow() {
      // One that was on its way while the buffer filled up again says nothing.
      if (!refused || end.closed || port.bufferedBytes() > rtcLowMarkBytes) return;
      refused = false;
      end.handleDrain();
    },
    handleLost,
    close,
    channel: {
      maxFrameBytes: maxRtcFrameBytes,
      send(frame) {
        if (end.closed) return "closed";
        invariant(frame.length <= maxRtcFrameBytes, `a frame is at most ${maxRtcFrameBytes} bytes`);
        try {
          if (!port.isOpen()) return "closed";
          if (port.bufferedBytes() >= rtcHighMarkBytes) {
            refused = true;
            return "full";
          }
          port.send(frame);
          return "sent";
        } catch {
          handleLost();
          return "closed";
        }
      },
      onFrame: end.onFrame,
      onDrain: end.onDrain,
      onClose: end.onClose,
      close,
    },
  };
}
