import type { WebSocket } from "ws";
import { safeParse } from "../shared/base/parse.ts";
import { fromBase64url, toBase64url } from "../shared/base/bytes.ts";
import type { Clock, Crypto, Random } from "../shared/base/ports.ts";
import { createBudgetMeter, frameCostBytes } from "../shared/signaling/budget.ts";
import type { RelayCloseReason } from "../shared/signaling/close-codes.ts";
import { createFairQueue } from "../shared/signaling/fair-queue.ts";
import {
  helloSchema,
  type HostRequest,
  hostProof,
  hostRequestSchema,
  maxControlLength,
  parseJson,
  type ServerToHost,
  serverToHostSchema,
  signalingVersions,
} from "../shared/signaling/messages.ts";
import { decodeStreamFrame, encodeStreamFrame } from "../shared/signaling/stream-frames.ts";
import type { SignalingLimits } from "./limits.ts";
import { createPeerSocket } from "./peer-socket.ts";
import type { QueueBudget } from "./queue-budget.ts";
import type { Relay } from "./relay.ts";

export interface LineSocketOptions {
  readonly id: number;
  readonly address: string;
  readonly socket: WebSocket;
  /** Origins by which this server may be dialled from there. */
  readonly origins: readonly string[];
  readonly relay: Relay;
  readonly crypto: Pick<Crypto, "verify">;
  readonly random: Random;
  readonly clock: Clock;
  readonly limits: SignalingLimits;
  readonly queues: QueueBudget;
}

/** Control messages a host leaves unread, in bytes: one that lets more pile up is gone or hostile. */
const maxUnreadBytes = 4 * 1_048_576;

type Queued = { readonly frame: Uint8Array } | { readonly closed: RelayCloseReason };

/** Challenges a host on its WebSocket and gives the line to the relay. */
export function attachLine(options: LineSocketOptions): void {
  const { id, relay, clock, limits, queues } = options;
  const nonce = options.random.bytes(32);
  const queue = createFairQueue<Queued>();
  const nowMs = clock.monotonicMs();
  const strays = createBudgetMeter(
    { bytesPerSecond: limits.streamBytesPerSecond, burstBytes: limits.streamBurstBytes },
    nowMs,
  );
  const requests = createBudgetMeter(
    { bytesPerSecond: limits.requestsPerSecond, burstBytes: limits.requestsBurst },
    nowMs,
  );
  const late = clock.schedule(limits.waitingMs, () => relay.handle({ type: "line.late", line: id }));
  let proved = false;
  let over = false;

  function fail(reason: RelayCloseReason): void {
    relay.handle({ type: "line.failed", line: id, reason });
  }

  function handleHello(text: string): void {
    const hello = safeParse(helloSchema, parseJson(text));
    if (!hello.success) return fail("protocol-error");
    const { version, key, signature } = hello.data;
    if (version < signalingVersions.least || version > signalingVersions.most)
      return fail("version-unsupported");
    const keyBytes = fromBase64url(key);
    const signatureBytes = fromBase64url(signature);
    const genuine =
      keyBytes !== undefined &&
      signatureBytes !== undefined &&
      options.origins.some((origin) =>
        options.crypto.verify(keyBytes, hostProof(nonce, origin), signatureBytes),
      );
    if (!genuine) return fail("authentication-failed");
    proved = true;
    late.dispose();
    relay.handle({ type: "line.proved", line: id, host: key, version });
  }

  /** How often streams are closed is up to the guests who come: that is traffic, and no request. */
  function mayAsk({ type }: HostRequest): boolean {
    const nowMs = clock.monotonicMs();
    return type === "stream.close" ? strays.take(frameCostBytes(0), nowMs) : requests.take(1, nowMs);
  }

  const peer = createPeerSocket({
    socket: options.socket,
    clock,
    heartbeatMs: limits.heartbeatMs,
    closeGraceMs: limits.closeGraceMs,
    events: {
      handleText(text) {
        if (!proved) return handleHello(text);
        const request = safeParse(
          hostRequestSchema,
          text.length <= maxControlLength ? parseJson(text) : undefined,
        );
        if (!request.success) return fail("protocol-error");
        if (!mayAsk(request.data)) return fail("over-budget");
        if (request.data.type === "stream.close") queues.remove(queue.drop(request.data.stream));
        relay.handle({ type: "line.asked", line: id, request: request.data });
      },
      handleFrame(frame) {
        const decoded = decodeStreamFrame(frame);
        if (decoded === undefined) return fail("protocol-error");
        relay.handleLineFrame(id, decoded.stream, decoded.payload);
      },
      handlePing() {
        if (!strays.take(frameCostBytes(0), clock.monotonicMs())) fail("over-budget");
      },
      handleGone() {
        stop();
        relay.handle({ type: "line.gone", line: id });
      },
    },
  });

  function stop(): void {
    over = true;
    late.dispose();
    queues.remove(queue.totalBytes);
  }

  function pump(): void {
    while (!over && peer.queuedBytes < limits.lineQueueBytes) {
      const next = queue.shift();
      if (next === undefined) return;
      queues.remove(next.bytes);
      if ("closed" in next.item)
        sendMessage({ type: "stream.closed", stream: next.stream, reason: next.item.closed });
      else peer.sendFrame(next.item.frame, pump);
    }
  }

  function sendMessage(message: ServerToHost): void {
    if (over) return;
    if (peer.queuedBytes > maxUnreadBytes) return fail("too-slow");
    peer.sendText(JSON.stringify(message));
  }

  relay.addLine(id, options.address, {
    send: sendMessage,
    sendClosed(stream, reason) {
      queue.push(stream, { closed: reason }, 0);
      pump();
    },
    deliver(stream, payload) {
      if (over) return undefined;
      if (!queues.allows(queue.queuedBytes(stream), payload.length)) return "too-slow";
      // Guests come and go, and what each left behind waits here: that has a bound too.
      if (!queues.allowsLine(queue.totalBytes, payload.length)) {
        fail("too-slow");
        return undefined;
      }
      queues.add(payload.length);
      queue.push(stream, { frame: encodeStreamFrame(stream, payload) }, payload.length);
      pump();
      return undefined;
    },
    takeStray: (payloadBytes) => strays.take(frameCostBytes(payloadBytes), clock.monotonicMs()),
    end(reason) {
      stop();
      peer.end(reason);
    },
  });

  sendMessage(
    serverToHostSchema.parse({
      type: "challenge",
      nonce: toBase64url(nonce),
      versions: { ...signalingVersions },
    }),
  );
}
