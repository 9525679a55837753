import { type Disposable, DisposableStore } from "../base/disposable.ts";
import type { Clock } from "../base/ports.ts";
import type { Channel } from "./channel.ts";
import type { CloseReason } from "./close-reason.ts";
import { carrierReason } from "./close-rules.ts";

export interface HandshakeLineOptions {
  readonly channel: Channel;
  readonly clock: Clock;
  /** All frames of the peer together. */
  readonly maxBytes: number;
  /** Once, when it went wrong; the channel is closed. */
  readonly handleFailure: (reason: CloseReason) => void;
}

/**
 * A channel to somebody who has proved nothing yet. Every frame must be one that was asked for, in time; whatever
 * else comes ends it. One frame a step: nothing is queued, and traffic wins no time.
 */
export interface HandshakeLine {
  /** False, and failed, when the channel does not take it. */
  send(frame: Uint8Array): boolean;
  /** The next frame goes to this step, which runs inside the channel's delivery: nothing comes between. */
  expect(step: (frame: Uint8Array) => void): void;
  /** Ends the deadline set before; undefined sets none. */
  setDeadline(afterMs: number | undefined): void;
  fail(reason: CloseReason): void;
  /** Gives the channel back, open. */
  release(): void;
}

export function createHandshakeLine(options: HandshakeLineOptions): HandshakeLine {
  const { channel, clock } = options;
  const disposables = new DisposableStore();
  let deadline: Disposable | undefined;
  let step: ((frame: Uint8Array) => void) | undefined;
  let leftBytes = options.maxBytes;

  const release = () => {
    deadline?.dispose();
    disposables.dispose();
  };

  const fail = (reason: CloseReason) => {
    if (disposables.disposed) return;
    release();
    channel.close(reason);
    options.handleFailure(reason);
  };

  disposables.add(
    channel.onFrame((frame) => {
      if (disposables.disposed) return;
      leftBytes -= frame.length;
      if (leftBytes < 0) return fail("over-budget");
      const run = step;
      step = undefined;
      if (run === undefined) return fail("protocol-error");
      run(frame);
    }),
  );
  disposables.add(channel.onClose((reason) => fail(carrierReason(reason))));

  return {
    fail,
    release,
    send(frame) {
      if (channel.send(frame) === "sent") return true;
      fail("lost");
      return false;
    },
    expect(next) {
      step = next;
    },
    setDeadline(afterMs) {
      deadline?.dispose();
      deadline = undefined;
      if (afterMs !== undefined && !disposables.disposed) {
        deadline = clock.schedule(afterMs, () => fail("handshake-timeout"));
      }
    },
  };
}
