import { safeParse } from "../base/parse.ts";
import { toBase64url } from "../base/bytes.ts";
import type { LinkId } from "../base/ids.ts";
import type { Clock } from "../base/ports.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Channel } from "../channel/channel.ts";
import type { CloseReason } from "../channel/close-reason.ts";
import { closeCodeOf, closeReasonOf } from "./close-codes.ts";
import { openedSchema, openSchema, maxPayloadBytes, parseJson } from "./messages.ts";
import { createStreamChannel, type StreamChannel } from "./stream-channel.ts";

/** What a browser's WebSocket and that of `ws` have in common. */
export interface RelaySocket {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number }) => void): void;
}

/** Browsers don't say when bufferedAmount falls, so it is looked at this often while somebody waits for room. */
const roomCheckMs = 10;

const socketOpen = 1;

export interface OpenRelayOptions {
  /** To the link's origin and `guestPath`; may still be connecting. It belongs to the relay from here on. */
  readonly socket: RelaySocket;
  readonly link: LinkId;
  /** 32 bytes. */
  readonly door: Uint8Array;
  readonly clock: Clock;
  /** For connecting and being let through together. */
  readonly timeoutMs: number;
}

/**
 * Has the server open a stream to a link's host. Errors: `server-unreachable` when it does not answer in time,
 * `unknown-link` (also for a wrong door), `host-offline`, `rate-limited`, `protocol-error` and whatever else it says.
 */
export function openRelay(options: OpenRelayOptions): Promise<Result<Channel, CloseReason>> {
  const { socket, clock } = options;
  socket.binaryType = "arraybuffer";
  const request = openSchema.parse({ type: "open", link: options.link, door: toBase64url(options.door) });

  return new Promise((resolve) => {
    let stream: StreamChannel | undefined;
    let failed = false;

    function fail(reason: CloseReason): void {
      if (failed || stream !== undefined) return;
      failed = true;
      deadline.dispose();
      closeSocket(socket, reason);
      resolve(err(reason));
    }

    const deadline = clock.schedule(options.timeoutMs, () => fail("server-unreachable"));

    function ask(): void {
      if (!failed) socket.send(JSON.stringify(request));
    }
    if (socket.readyState === socketOpen) ask();
    else socket.addEventListener("open", ask);

    // Every error is followed by a close; without a listener `ws` would throw it.
    socket.addEventListener("error", () => {});
    socket.addEventListener("close", ({ code }) => {
      const reason = closeReasonOf(code);
      if (stream === undefined) fail(reason === "lost" || reason === "left" ? "server-unreachable" : reason);
      else stream.handleClosed(reason);
    });
    socket.addEventListener("message", ({ data }) => {
      if (failed) return;
      if (stream !== undefined) {
        if (data instanceof ArrayBuffer && data.byteLength <= maxPayloadBytes) {
          stream.handleFrame(new Uint8Array(data));
        } else {
          stream.channel.close("protocol-error");
        }
        return;
      }
      const opened = safeParse(openedSchema, typeof data === "string" ? parseJson(data) : undefined);
      if (!opened.success) return fail("protocol-error");
      deadline.dispose();
      stream = createStreamChannel({ carrier: socketCarrier(), budget: opened.data.budget, clock });
      resolve(ok(stream.channel));
    });

    function socketCarrier() {
      const checkRoom = () => {
        const waitedFor = stream;
        if (waitedFor === undefined || socket.readyState !== socketOpen) return;
        clock.schedule(roomCheckMs, () => {
          if (!waitedFor.handleRoom()) checkRoom();
        });
      };
      return {
        // A copy: what browsers take must not be shared memory, and the type says it might be.
        send: (frame: Uint8Array) => socket.send(new Uint8Array(frame)),
        queuedBytes: () => socket.bufferedAmount,
        awaitRoom: checkRoom,
        finish: (reason: CloseReason) => closeSocket(socket, reason),
      };
    }
  });
}

function closeSocket(socket: RelaySocket, reason: CloseReason): void {
  socket.close(closeCodeOf(reason));
}
