import { Emitter, type Listen } from "../../../../shared/base/listen.ts";
import type { LinkId } from "../../../../shared/base/ids.ts";
import type { Clock } from "../../../../shared/base/ports.ts";
import type { Channel } from "../../../../shared/channel/channel.ts";
import type { CloseReason } from "../../../../shared/channel/close-reason.ts";
import type { Budget } from "../../../../shared/signaling/budget.ts";
import { createFairQueue } from "../../../../shared/signaling/fair-queue.ts";
import { createStreamChannel, type StreamChannel } from "../../../../shared/signaling/stream-channel.ts";
import { encodeStreamFrame } from "../../../../shared/signaling/stream-frames.ts";

/** A guest at the door: the pipe to it, the link it came by, and where the server says it comes from. */
export interface IncomingStream {
  readonly link: LinkId;
  readonly address: string;
  readonly channel: Channel;
}

/** Bytes handed to the socket ahead of the network. Little, because what is in there can no longer be reordered between streams. */
const lineHighMarkBytes = 262_144;

/** Streams the host takes at a time: the most participants there can be, and as many at the door. A server that opens more is not to be trusted with memory. */
const maxStreams = 256;

interface LineSocket {
  readonly bufferedAmount: number;
  sendFrame(frame: Uint8Array, written: () => void): void;
  sendClose(stream: number, reason: CloseReason): void;
}

/** The streams of one connection to the server; gone with it. */
export interface LineStreams {
  readonly onStream: Listen<IncomingStream>;
  handleOpened(stream: number, link: LinkId, address: string): void;
  handleFrame(stream: number, payload: Uint8Array): void;
  handleClosed(stream: number, reason: CloseReason): void;
  /** Closes every channel. */
  dispose(reason: CloseReason): void;
}

type Queued = { readonly frame: Uint8Array } | { readonly close: CloseReason };

export function createLineStreams(socket: LineSocket, budget: Budget, clock: Clock): LineStreams {
  const arrivals = new Emitter<IncomingStream>();
  const streams = new Map<number, StreamChannel>();
  const queue = createFairQueue<Queued>();
  const wantRoom = new Set<number>();
  let disposed = false;

  function put(stream: number, item: Queued): void {
    if ("close" in item) socket.sendClose(stream, item.close);
    else socket.sendFrame(item.frame, pump);
  }

  function pump(): void {
    while (!disposed && socket.bufferedAmount < lineHighMarkBytes) {
      const next = queue.shift();
      if (next === undefined) break;
      put(next.stream, next.item);
    }
    for (const stream of Array.from(wantRoom)) {
      // First, since a stream that fills up again meanwhile wants room again.
      wantRoom.delete(stream);
      if (streams.get(stream)?.handleRoom() === false) wantRoom.add(stream);
    }
  }

  function carrier(stream: number) {
    return {
      send(frame: Uint8Array) {
        queue.push(stream, { frame: encodeStreamFrame(stream, frame) }, frame.length);
        pump();
      },
      queuedBytes: () => queue.queuedBytes(stream),
      awaitRoom: () => wantRoom.add(stream),
      finish(reason: CloseReason) {
        streams.delete(stream);
        wantRoom.delete(stream);
        queue.push(stream, { close: reason }, 0);
        pump();
      },
    };
  }

  return {
    onStream: arrivals.listen,
    handleOpened(stream, link, address) {
      if (streams.size >= maxStreams || arrivals.listenerCount === 0) {
        socket.sendClose(stream, streams.size >= maxStreams ? "rate-limited" : "host-offline");
        return;
      }
      const opened = createStreamChannel({ carrier: carrier(stream), budget, clock });
      streams.set(stream, opened);
      arrivals.emit({ link, address, channel: opened.channel });
    },
    handleFrame(stream, payload) {
      // Frames of a stream that was closed here may still be under way.
      streams.get(stream)?.handleFrame(payload);
    },
    handleClosed(stream, reason) {
      const closed = streams.get(stream);
      streams.delete(stream);
      wantRoom.delete(stream);
      queue.drop(stream);
      closed?.handleClosed(reason);
    },
    dispose(reason) {
      if (disposed) return;
      disposed = true;
      // What was taken goes out if the socket still can, past the mark: it is the last.
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) put(next.stream, next.item);
      for (const stream of streams.values()) stream.handleClosed(reason);
      streams.clear();
      wantRoom.clear();
      arrivals.clear();
    },
  };
}
