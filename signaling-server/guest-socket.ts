import type { WebSocket } from "ws";
import { safeParse } from "../shared/base/parse.ts";
import { fromBase64url } from "../shared/base/bytes.ts";
import type { Clock } from "../shared/base/ports.ts";
import { createBudgetMeter, frameCostBytes } from "../shared/signaling/budget.ts";
import type { RelayCloseReason } from "../shared/signaling/close-codes.ts";
import { maxOpenLength, maxPayloadBytes, openSchema, parseJson } from "../shared/signaling/messages.ts";
import type { SignalingLimits } from "./limits.ts";
import { createPeerSocket } from "./peer-socket.ts";
import type { QueueBudget } from "./queue-budget.ts";
import type { Relay } from "./relay.ts";

export interface GuestSocketOptions {
  readonly id: number;
  readonly address: string;
  readonly socket: WebSocket;
  readonly relay: Relay;
  readonly clock: Clock;
  readonly limits: SignalingLimits;
  readonly queues: QueueBudget;
}

/** Gives a guest's WebSocket to the relay. */
export function attachGuest(options: GuestSocketOptions): void {
  const { id, relay, clock, limits, queues } = options;
  const budget = { bytesPerSecond: limits.streamBytesPerSecond, burstBytes: limits.streamBurstBytes };
  const fromGuest = createBudgetMeter(budget, clock.monotonicMs());
  const toGuest = createBudgetMeter(budget, clock.monotonicMs());
  const late = clock.schedule(limits.waitingMs, () => relay.handle({ type: "guest.late", guest: id }));

  function fail(reason: RelayCloseReason): void {
    relay.handle({ type: "guest.failed", guest: id, reason });
  }

  const peer = createPeerSocket({
    socket: options.socket,
    clock,
    heartbeatMs: limits.heartbeatMs,
    closeGraceMs: limits.closeGraceMs,
    events: {
      handleText(text) {
        const open = safeParse(openSchema, text.length <= maxOpenLength ? parseJson(text) : undefined);
        if (!open.success || fromBase64url(open.data.door) === undefined) return fail("protocol-error");
        relay.handle({ type: "guest.asked", guest: id, link: open.data.link, door: open.data.door });
      },
      handleFrame(frame) {
        if (frame.length > maxPayloadBytes) return fail("protocol-error");
        if (!fromGuest.take(frameCostBytes(frame.length), clock.monotonicMs())) return fail("over-budget");
        relay.handleGuestFrame(id, frame);
      },
      handlePing() {
        if (!fromGuest.take(frameCostBytes(0), clock.monotonicMs())) fail("over-budget");
      },
      handleGone(reason) {
        late.dispose();
        relay.handle({ type: "guest.gone", guest: id, reason });
      },
    },
  });

  relay.addGuest(id, options.address, {
    open(message) {
      late.dispose();
      peer.sendText(JSON.stringify(message));
    },
    deliver(payload) {
      if (!toGuest.take(frameCostBytes(payload.length), clock.monotonicMs())) return "over-budget";
      if (!queues.allows(peer.queuedBytes, payload.length)) return "too-slow";
      queues.add(payload.length);
      peer.sendFrame(payload, () => queues.remove(payload.length));
      return undefined;
    },
    end(reason) {
      late.dispose();
      peer.end(reason);
    },
  });
}
