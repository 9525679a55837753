import { invariant } from "../base/assert.ts";
import { DisposableStore } from "../base/disposable.ts";
import type { Channel } from "./channel.ts";
import { createReassembler, decodeFrame, encodeFrame } from "./chunked.ts";
import type { CloseReason } from "./close-reason.ts";
import { closeRules } from "./close-rules.ts";
import { type Carrier, type Connection, type Lane, maxMessageBytes } from "./connection.ts";
import { createFramePump, type FramePump } from "./frame-pump.ts";
import { createInbox } from "./inbox.ts";
import { createLatch } from "./latch.ts";
import { createOutbox, type OrderedLane, type Outbox } from "./outbox.ts";

export interface PlainConnectionOptions {
  /** Of this machine: nothing is encrypted and the channel's close reasons are believed. */
  readonly channel: Channel;
  /** Default `local`. */
  readonly carrier?: Carrier;
}

/** Kept for a listener that is late: a keyframe and what a screen makes while a window opens. */
const inboxBytes = 4 * 1024 * 1024;

/**
 * A Connection over one local channel: the lanes of `chunked.ts` without the ciphers. A close that lets queued
 * messages go first (`left`, `ended`) waits until the channel has taken them or has closed.
 */
export function createPlainConnection(options: PlainConnectionOptions): Connection {
  const { channel, carrier = "local" } = options;
  const disposables = new DisposableStore();
  const messages = createInbox<{ readonly lane: Lane; readonly message: Uint8Array }>(inboxBytes);
  const closed = createLatch<CloseReason>();
  const outbox: Outbox<Uint8Array> = createOutbox({
    unsentBytes: (lane) => pump.unsentBytes(lane),
    handleWaiting: () => pump.pump(),
  });
  const assembling = {
    log: createReassembler(maxMessageBytes.log),
    call: createReassembler(maxMessageBytes.call),
    glance: createReassembler(maxMessageBytes.glance),
  };

  const source = (lane: OrderedLane) => ({ lane, next: () => outbox.shift(lane), handleSent: () => {} });

  const handleProgress = () => {
    outbox.handleProgress();
    const waiting = outbox.queuedBytes("log") + outbox.queuedBytes("call");
    if (closed.value !== undefined && waiting === 0) end(closed.value);
  };

  const pump: FramePump = disposables.add(
    createFramePump(channel, [source("call"), source("log")], channel.maxFrameBytes, handleProgress),
  );

  const end = (reason: CloseReason) => {
    closed.set(reason);
    messages.end();
    outbox.silence();
    disposables.dispose();
    channel.close(reason);
  };

  const handleFrame = (frame: Uint8Array) => {
    if (closed.value !== undefined) return;
    const decoded = decodeFrame(frame);
    if (decoded === undefined) return end("protocol-error");
    const { lane, more, piece } = decoded;
    const whole = assembling[lane].add(piece, more);
    if (!whole.ok) return end(whole.error);
    if (whole.value === undefined) return;
    const message = whole.value;
    if (!messages.push({ lane, message }, message.length) && lane !== "glance") end("protocol-error");
  };

  disposables.add(channel.onFrame(handleFrame));
  disposables.add(channel.onClose(end));

  return {
    carrier,
    queuedBytes: outbox.queuedBytes,
    send(lane, message) {
      invariant(
        message.length > 0 && message.length <= maxMessageBytes[lane],
        `a message fits the ${lane} lane`,
      );
      if (closed.value !== undefined) return "closed";
      return outbox.send(lane, message, message.length);
    },
    sendGlance(message) {
      invariant(message.length > 0 && message.length <= maxMessageBytes.glance, "a glance fits its lane");
      if (closed.value === undefined) pump.sendNow(encodeFrame("glance", false, message));
    },
    onMessage: (listener) => messages.listen(({ lane, message }) => listener(lane, message)),
    onDrain: outbox.onDrain,
    // A local connection stays where it is.
    onCarrier: () => ({ dispose() {} }),
    onClose: closed.listen,
    close(reason) {
      if (closed.value !== undefined) return;
      closed.set(reason);
      messages.clear();
      outbox.silence();
      if (!closeRules[reason].flushes) return end(reason);
      pump.pump();
    },
  };
}
