import type { Disposable } from "../../base/disposable.ts";
import { Emitter } from "../../base/listen.ts";
import type { Channel } from "../channel.ts";
import type { CloseReason } from "../close-reason.ts";
import { createInbox } from "../inbox.ts";
import { createLatch } from "../latch.ts";

/**
 * What waits for the first listener, at most. An honest sender is held by flow control long before; this bounds one
 * that is not.
 */
const maxKeptBytes = 4 * 1024 * 1024;

/** The half of a Channel that is the same over every carrier: who listens, what waits for them, and the end. */
export interface ChannelEnd {
  readonly closed: boolean;
  /** False when nobody listens yet and more waits than is kept. */
  handleFrame(frame: Uint8Array): boolean;
  handleDrain(): void;
  /** The far end or the line ended it: what came before is still delivered. False when it had ended before. */
  handleEnd(reason: CloseReason): boolean;
  /** This end closes it: nothing more is delivered. False when it had ended before. */
  finish(reason: CloseReason): boolean;
  readonly onFrame: Channel["onFrame"];
  readonly onDrain: Channel["onDrain"];
  readonly onClose: Channel["onClose"];
}

/** delivered: called after each frame that a listener has had. */
export function createChannelEnd(delivered?: (frame: Uint8Array) => void): ChannelEnd {
  const frames = createInbox<Uint8Array>(maxKeptBytes);
  const drains = new Emitter<void>();
  const closed = createLatch<CloseReason>();
  let counting: Disposable | undefined;

  return {
    get closed() {
      return closed.value !== undefined;
    },
    handleFrame(frame) {
      return closed.value !== undefined || frames.push(frame, frame.length);
    },
    handleDrain() {
      if (closed.value === undefined) drains.emit();
    },
    handleEnd(reason) {
      drains.clear();
      return closed.set(reason);
    },
    finish(reason) {
      if (!closed.set(reason)) return false;
      frames.clear();
      drains.clear();
      return true;
    },
    onFrame(listener) {
      const listening = frames.listen(listener);
      if (delivered !== undefined) counting ??= frames.listen(delivered);
      return listening;
    },
    onDrain: drains.listen,
    onClose: (listener) => closed.listen(listener),
  };
}
