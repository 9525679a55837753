import { invariant } from "../base/assert.ts";
import type { Disposable } from "../base/disposable.ts";
import { Emitter } from "../base/listen.ts";
import type { Clock } from "../base/ports.ts";
import type { Channel } from "../channel/channel.ts";
import type { CloseReason } from "../channel/close-reason.ts";
import { createInbox } from "../channel/inbox.ts";
import { createLatch } from "../channel/latch.ts";
import { type Budget, createBudgetMeter, frameCostBytes } from "./budget.ts";
import { maxPayloadBytes } from "./messages.ts";

/** Waiting bytes from which a stream takes no more: two of the largest frames, so that the line never runs dry between two drains, and no more than a tenth of a second of a stream's budget. */
const highMarkBytes = 131_072;
/** Waiting bytes at which it takes more again. */
const lowMarkBytes = 65_536;

/** Kept for a listener who has not come yet. Whoever accepts a stream listens at once; a peer that sends this much before is hostile. */
const maxKeptBytes = 1_048_576;

/** What carries a stream's frames: a share of a host's line, or a guest's own socket. */
export interface StreamCarrier {
  send(frame: Uint8Array): void;
  queuedBytes(): number;
  /** It has refused a frame because too much is queued: `handleRoom` is due once that has changed. */
  awaitRoom(): void;
  /** Sends what is queued, then ends the stream. Not called when the other side ended it. */
  finish(reason: CloseReason): void;
}

export interface StreamChannel {
  readonly channel: Channel;
  handleFrame(payload: Uint8Array): void;
  /** False while there is still too little room for whoever waits. */
  handleRoom(): boolean;
  handleClosed(reason: CloseReason): void;
}

/** The Channel of one relayed stream: keeps to the budget the server told and to the carrier's marks. */
export function createStreamChannel(options: {
  readonly carrier: StreamCarrier;
  readonly budget: Budget;
  readonly clock: Clock;
}): StreamChannel {
  const { carrier, clock } = options;
  const meter = createBudgetMeter(options.budget, clock.monotonicMs());
  const frames = createInbox<Uint8Array>(maxKeptBytes);
  const drains = new Emitter<void>();
  const closed = createLatch<CloseReason>();
  let closing: CloseReason | undefined;
  let listened = false;
  let kept = false;
  let refused: "by-queue" | "by-budget" | undefined;
  let waiting: Disposable | undefined;

  function drain(): void {
    refused = undefined;
    drains.emit();
  }

  function awaitBudget(cost: number, nowMs: number): void {
    waiting = clock.schedule(Math.max(1, meter.waitMs(cost, nowMs)), () => {
      // A timer may come a fraction of a millisecond early.
      const laterMs = clock.monotonicMs();
      if (meter.waitMs(cost, laterMs) > 0) awaitBudget(cost, laterMs);
      else drain();
    });
  }

  function end(reason: CloseReason): void {
    waiting?.dispose();
    frames.clear();
    drains.clear();
    closed.set(reason);
  }

  function close(reason: CloseReason): void {
    if (closing === undefined) {
      closing = reason;
      carrier.finish(reason);
    }
    // Where the other side was first, its reason stands; what it had sent before is no longer wanted.
    end(closing);
  }

  return {
    channel: {
      maxFrameBytes: maxPayloadBytes,
      send(frame) {
        invariant(frame.length <= maxPayloadBytes, `a frame is at most ${maxPayloadBytes} bytes`);
        if (closing !== undefined) return "closed";
        if (carrier.queuedBytes() >= highMarkBytes) {
          if (refused === undefined) {
            refused = "by-queue";
            carrier.awaitRoom();
          }
          return "full";
        }
        const cost = frameCostBytes(frame.length);
        const nowMs = clock.monotonicMs();
        if (!meter.take(cost, nowMs)) {
          if (refused === undefined) {
            refused = "by-budget";
            awaitBudget(cost, nowMs);
          }
          return "full";
        }
        carrier.send(frame);
        return "sent";
      },
      onFrame(listener) {
        const listening = frames.listen(listener);
        listened = true;
        // Closed by the other side before anybody listened: what was kept is handed over first.
        const reason = closing;
        if (reason !== undefined) void Promise.resolve().then(() => end(reason));
        return listening;
      },
      onDrain: drains.listen,
      onClose: (listener) => closed.listen(listener),
      close,
    },
    handleFrame(payload) {
      if (closing !== undefined) return;
      kept ||= !listened;
      if (!frames.push(payload, payload.length)) close("over-budget");
    },
    handleRoom() {
      if (closing !== undefined || refused !== "by-queue") return true;
      if (carrier.queuedBytes() > lowMarkBytes) return false;
      drain();
      return true;
    },
    handleClosed(reason) {
      if (closing !== undefined) return;
      closing = reason;
      if (kept && !listened) return;
      // Behind frames that are still being handed over.
      void Promise.resolve().then(() => end(reason));
    },
  };
}
