import { invariant } from "../base/assert.ts";
import { utf8 } from "../base/bytes.ts";
import { type Disposable, DisposableStore } from "../base/disposable.ts";
import { Emitter } from "../base/listen.ts";
import type { Clock, Crypto } from "../base/ports.ts";
import {
  type CarrierSwitch,
  createCarrierSwitch,
  type MoveOutcome,
  type NewCarrier,
} from "./carrier-switch.ts";
import type { Channel, SendResult } from "./channel.ts";
import type { CloseReason } from "./close-reason.ts";
import { closeRules, parseCloseMessage, sayableReason } from "./close-rules.ts";
import { type Carrier, type Connection, type Lane, maxMessageBytes } from "./connection.ts";
import { createInbox } from "./inbox.ts";
import type { Role } from "./keys.ts";
import { createLatch } from "./latch.ts";
import type { NoiseResult } from "./noise.ts";
import { defaultRatchetMessages, type OpenedMessage } from "./ordered-lane.ts";
import { createOutbox, type OrderedLane, orderedLanes, type Outbox } from "./outbox.ts";

/** Largest control message: a session description with its candidates is 2 to 4 KiB. */
export const maxControlBytes = 16 * 1024;

/** Beside the 2^20 messages: a leaked key opens at most this stretch of a lane. */
const rekeyEveryMs = 15 * 60_000;

/** How long a closed connection keeps its carriers so that what was sent, the reason included, arrives. */
const closeGraceMs = 2_000;

/** Kept for a listener that is late by a few turns of the loop. */
const inboxBytes = 4 * 1024 * 1024;

/** A Connection that trusts nothing that carries it. */
export interface SecureConnection extends Connection {
  readonly role: Role;
  /** 32 bytes, the same at both ends: what witnesses sign and short codes are made from. */
  readonly handshakeHash: Uint8Array;
  /** For whoever negotiates a carrier: in order with the call lane's messages, at most 16 KiB. */
  sendControl(message: Uint8Array): SendResult;
  onControl(listener: (message: Uint8Array) => void): Disposable;
  /**
   * Moves the connection to new pipes, which it closes in the end. `dropped`: they did not prove themselves and the
   * connection stays where it is; or it has moved or closed before.
   */
  addCarrier(pipes: NewCarrier): Promise<MoveOutcome>;
  /** Glances that were forged, repeated or too old. */
  readonly droppedGlances: number;
  /** Resolves when no channel is held any more: at most two seconds after onClose. */
  readonly finished: Promise<void>;
}

export interface SecureConnectionOptions {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly noise: NoiseResult;
  readonly role: Role;
  /** The relay stream on which the handshake was done. */
  readonly channel: Channel;
  /** Default 2^20. */
  readonly ratchetMessages?: number;
}

/** Starts on the relay, after the handshake; the channel belongs to the connection from now on. */
export function createSecureConnection(options: SecureConnectionOptions): SecureConnection {
  const { clock, noise, role } = options;
  const peer: Role = role === "guest" ? "host" : "guest";
  const timers = new DisposableStore();
  const messages = createInbox<{ readonly lane: Lane; readonly message: Uint8Array }>(inboxBytes);
  const controls = createInbox<Uint8Array>(inboxBytes);
  const moves = new Emitter<Carrier>();
  const closed = createLatch<CloseReason>();
  const ended = createLatch<true>();
  const finished = new Promise<void>((resolve) => ended.listen(() => resolve()));
  const closesToSend = new Set<OrderedLane>(orderedLanes);
  const peerClose: Partial<Record<OrderedLane, CloseReason>> = {};

  const outbox: Outbox<OpenedMessage> = createOutbox({
    unsentBytes: (lane) => carriers.unsentBytes(lane),
    handleWaiting: (lane) => carriers.pump(lane),
  });

  const send = (lane: OrderedLane, opened: OpenedMessage): SendResult =>
    closed.value === undefined ? outbox.send(lane, opened, opened.message.length) : "closed";

  // Ending: first nobody hears anything any more, then (at once or a little later) the carriers go.

  const silence = (reason: CloseReason) => {
    closed.set(reason);
    messages.end();
    controls.end();
    outbox.silence();
    moves.clear();
  };

  const end = () => {
    if (!ended.set(true)) return;
    timers.dispose();
    carriers.dispose();
  };

  const close = (reason: CloseReason) => {
    if (closed.value !== undefined) return;
    silence(reason);
    messages.clear();
    controls.clear();
    const message = utf8(sayableReason(reason, role));
    for (const lane of orderedLanes) {
      // What waits on the call lane is short and may be the reason itself; what waits on the log lane is no longer theirs.
      if (!closeRules[reason].flushes && lane === "log") outbox.clear(lane);
      outbox.push(lane, { type: "close", message }, message.length);
    }
    // The peer closes the channels once it has read everything; closing them here could cut that off.
    timers.add(clock.schedule(closeGraceMs, end));
  };

  /** What carried the connection is gone. If the peer said why before, that holds. */
  const handleLost = () => {
    if (closed.value === undefined) silence(peerClose.call ?? peerClose.log ?? "lost");
    end();
  };

  const handlePeerClose = (lane: OrderedLane, message: Uint8Array) => {
    const reason = parseCloseMessage(message, peer);
    if (reason === undefined) return close("protocol-error");
    peerClose[lane] ??= reason;
    if (peerClose.log === undefined || peerClose.call === undefined) {
      // The other lane may still bring what was sent before the close, such as the last entries of a session.
      timers.add(clock.schedule(closeGraceMs, handleLost));
    } else if (closed.value === undefined || closesToSend.size === 0) handleLost();
  };

  const deliver = (lane: OrderedLane, { type, message }: OpenedMessage) => {
    if (type === "close") return handlePeerClose(lane, message);
    if (closed.value !== undefined || type === "rekey") return;
    const taken =
      type === "message"
        ? message.length > 0 && messages.push({ lane, message }, message.length)
        : type === "control" && lane === "call" && message.length <= maxControlBytes
          ? controls.push(message, message.length)
          : false;
    if (!taken) close("protocol-error");
  };

  const carriers: CarrierSwitch = createCarrierSwitch({
    ...options,
    ratchetMessages: options.ratchetMessages ?? defaultRatchetMessages,
    pull: outbox.shift,
    handleMessage: deliver,
    handleGlance(message) {
      if (closed.value === undefined) messages.push({ lane: "glance", message }, message.length);
    },
    handleCloseSent: (lane) => void closesToSend.delete(lane),
    handleProgress: outbox.handleProgress,
    handleCarrier: (carrier) => moves.emit(carrier),
    handleFailure: close,
    handleLost,
    isClosed: () => closed.value !== undefined,
  });

  const rekey = () => {
    if (closed.value !== undefined) return;
    for (const lane of orderedLanes) outbox.push(lane, { type: "rekey", message: new Uint8Array(0) }, 0);
    carriers.rekeyGlances();
    timers.add(clock.schedule(rekeyEveryMs, rekey));
  };
  timers.add(clock.schedule(rekeyEveryMs, rekey));

  return {
    role,
    handshakeHash: noise.handshakeHash,
    finished,
    get carrier() {
      return carriers.current;
    },
    get droppedGlances() {
      return carriers.droppedGlances;
    },
    queuedBytes: outbox.queuedBytes,
    send(lane, message) {
      invariant(
        message.length > 0 && message.length <= maxMessageBytes[lane],
        `a message fits the ${lane} lane`,
      );
      return send(lane, { type: "message", message });
    },
    sendControl(message) {
      invariant(
        message.length > 0 && message.length <= maxControlBytes,
        "a control message is at most 16 KiB",
      );
      return send("call", { type: "control", message });
    },
    sendGlance(message) {
      invariant(message.length > 0 && message.length <= maxMessageBytes.glance, "a glance fits its lane");
      if (closed.value === undefined) carriers.sendGlance(message);
    },
    addCarrier: carriers.addCarrier,
    onMessage: (listener) => messages.listen(({ lane, message }) => listener(lane, message)),
    onControl: (listener) => controls.listen(listener),
    onDrain: outbox.onDrain,
    onCarrier: moves.listen,
    onClose: closed.listen,
    close,
  };
}
