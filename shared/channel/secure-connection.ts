import { invariant } from "../base/assert.ts";
import { utf8 } from "../base/bytes.ts";
import { type Disposable, DisposableStore } from "../base/disposable.ts";
import { Emitter } from "../base/listen.ts";
import type { Clock, Crypto } from "../base/ports.ts";
import { type CarrierMove, createCarrierMove } from "./carrier-move.ts";
import type { Channel, SendResult } from "./channel.ts";
import type { CloseReason } from "./close-reason.ts";
import { closeRules, parseCloseMessage, sayableReason } from "./close-rules.ts";
import { type Carrier, type Connection, type Lane, maxMessageBytes } from "./connection.ts";
import { createInbox } from "./inbox.ts";
import type { Role } from "./keys.ts";
import { createLatch } from "./latch.ts";
import type { NoiseResult } from "./noise.ts";
import { defaultRatchetMessages, type OpenedMessage } from "./ordered-lane.ts";
import { createOutbox, type OrderedLane, orderedLanes } from "./outbox.ts";
import {
  type CarrierFailure,
  type CarrierPipes,
  createSecureCarrier,
  type SecureCarrier,
} from "./secure-carrier.ts";

/** Largest control message: a session description with its candidates is 2 to 4 KiB. */
export const maxControlBytes = 16 * 1024;

/** On the relay: small enough that an answer does not wait long behind a frame of output, 0.1 % overhead. */
const relayFrameBytes = 16 * 1024;

/** On WebRTC: one SCTP packet. Larger ones starve the other channels for seconds (measured). */
const webrtcFrameBytes = 1_100;

/** Beside the 2^20 messages: a leaked key opens at most this stretch of a lane. */
const rekeyEveryMs = 15 * 60_000;

/** How long a closed connection keeps its carriers so that what was sent, the reason included, arrives. */
const closeGraceMs = 2_000;

/** A new carrier that nothing has moved to by then is dropped; a lost first packet costs one second. */
const moveTimeoutMs = 15_000;

/** Kept for a listener that is late by a few turns of the loop. */
const inboxBytes = 4 * 1024 * 1024;

export interface NewCarrier extends CarrierPipes {
  /**
   * Which attempt at a new carrier this is: the same on both sides and never used twice, since it goes into the keys.
   * Default: one more than the last. Sides that disagree cannot authenticate, and the carrier is dropped.
   */
  readonly attempt?: number;
}

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
  addCarrier(pipes: NewCarrier): Promise<"moved" | "dropped">;
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

interface Next {
  readonly carrier: SecureCarrier;
  readonly move: CarrierMove;
  readonly timer: Disposable;
  readonly settle: (outcome: "moved" | "dropped") => void;
}

/** Starts on the relay, after the handshake; the channel belongs to the connection from now on. */
export function createSecureConnection(options: SecureConnectionOptions): SecureConnection {
  const { clock, noise, role } = options;
  const peer: Role = role === "guest" ? "host" : "guest";
  const timers = new DisposableStore();
  const messages = createInbox<{ readonly lane: Lane; readonly message: Uint8Array }>(inboxBytes);
  const controls = createInbox<Uint8Array>(inboxBytes);
  const carriers = new Emitter<Carrier>();
  const closed = createLatch<CloseReason>();
  const ended = createLatch<true>();
  const finished = new Promise<void>((resolve) => ended.listen(() => resolve()));
  const closesToSend = new Set<OrderedLane>(orderedLanes);
  const peerClose: Partial<Record<OrderedLane, CloseReason>> = {};
  let next: Next | undefined;
  let lastAttempt = 0;
  let current: Carrier = "relay";

  const outbox = createOutbox<OpenedMessage>({
    unsentBytes: (lane) => relay.unsentBytes(lane) + (next?.carrier.unsentBytes(lane) ?? 0),
    handleWaiting: (lane) => sendingOn[lane].pump(),
  });

  const send = (lane: OrderedLane, opened: OpenedMessage): SendResult =>
    closed.value === undefined ? outbox.send(lane, opened, opened.message.length) : "closed";

  const openCarrier = (id: string, pipes: CarrierPipes, maxFrameBytes: number, handlers: CarrierHandlers) => {
    const carrier: SecureCarrier = createSecureCarrier({
      ...handlers,
      crypto: options.crypto,
      ratchetMessages: options.ratchetMessages ?? defaultRatchetMessages,
      noise,
      role,
      id,
      pipes,
      maxFrameBytes,
      pull: (lane) => (sendingOn[lane] === carrier ? outbox.shift(lane) : undefined),
      handleProgress: outbox.handleProgress,
      handleGlance: (message) => {
        if (closed.value === undefined) messages.push({ lane: "glance", message }, message.length);
      },
      handleSent: (lane, type) => {
        if (type === "close") closesToSend.delete(lane);
        if (type === "moved") handleMarkerSent(lane);
      },
    });
    return carrier;
  };

  // Ending: first nobody hears anything any more, then (at once or a little later) the carriers go.

  const silence = (reason: CloseReason) => {
    closed.set(reason);
    messages.end();
    controls.end();
    outbox.silence();
    carriers.clear();
  };

  const end = () => {
    if (!ended.set(true)) return;
    timers.dispose();
    next?.timer.dispose();
    next?.carrier.dispose();
    next?.settle("dropped");
    relay.dispose();
  };

  const close = (reason: CloseReason) => {
    if (closed.value !== undefined) return;
    silence(reason);
    messages.clear();
    controls.clear();
    const message = utf8(sayableReason(reason, role));
    for (const lane of orderedLanes) {
      if (!closeRules[reason].flushes) outbox.clear(lane);
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

  // The relay, until a move is settled.

  const relay = openCarrier("relay", { log: options.channel, call: options.channel }, relayFrameBytes, {
    handleMessage(lane, opened) {
      if (next?.move.markerReceived(lane) === true) return;
      if (opened.type === "moved") handleMarkerReceived(lane);
      else deliver(lane, opened);
    },
    handleFailure(reason, lane) {
      // After the last message on it somebody in between may write there what they like.
      const over = lane === undefined ? next?.move.settled : next?.move.markerReceived(lane);
      if (over !== true) close(reason);
    },
    handleClosed() {
      if (next?.move.settled !== true) handleLost();
    },
  });
  const sendingOn: Record<OrderedLane, SecureCarrier> = { log: relay, call: relay };

  const handleMarkerSent = (lane: OrderedLane) => {
    next?.move.noteMarkerSent(lane);
    checkSettled();
  };

  const handleMarkerReceived = (lane: OrderedLane) => {
    // The peer moves only to what has answered: the carrier was dropped here meanwhile, its messages with it.
    if (next === undefined) return handleLost();
    for (const opened of next.move.noteMarkerReceived(lane)) deliver(lane, opened);
    checkSettled();
  };

  const checkSettled = () => {
    if (next?.move.settled !== true || current === "webrtc") return;
    current = "webrtc";
    next.timer.dispose();
    next.carrier.sendFirst("call", "settled");
    next.settle("moved");
    carriers.emit(current);
    retireRelay();
  };

  const retireRelay = () => {
    if (next?.move.done === true) relay.dispose();
  };

  // A new carrier.

  const handleNewMessage = (at: Next, lane: OrderedLane, opened: OpenedMessage) => {
    switch (at.move.handleMessage(lane, opened)) {
      case "answer":
        return at.carrier.sendFirst(lane, "ready");
      case "begin":
        return beginMove(at);
      case "retire":
        return retireRelay();
      case "deliver":
        return deliver(lane, opened);
      case "fail":
        return handleNewFailure(at, "protocol-error");
      case "wait":
    }
  };

  const beginMove = ({ carrier, move }: Next) => {
    if (closed.value !== undefined) return;
    move.noteBegun();
    for (const lane of orderedLanes) sendingOn[lane] = carrier;
    for (const lane of orderedLanes) relay.sendFirst(lane, "moved");
    carrier.pump();
  };

  const handleNewFailure = (at: Next, reason: CarrierFailure | "lost") => {
    if (at !== next) return;
    if (!at.move.begun) drop(at);
    else if (reason === "lost") handleLost();
    else close(reason);
  };

  const drop = (at: Next) => {
    next = undefined;
    at.timer.dispose();
    at.carrier.dispose();
    at.settle("dropped");
  };

  const addCarrier = (pipes: NewCarrier, settle: Next["settle"]) => {
    const attempt = pipes.attempt ?? lastAttempt + 1;
    invariant(attempt > lastAttempt, "an attempt's keys are used once");
    lastAttempt = attempt;
    if (next?.move.begun === false) drop(next);
    if (next !== undefined || closed.value !== undefined) {
      pipes.log.close("left");
      pipes.call.close("left");
      return settle("dropped");
    }
    const at: Next = {
      move: createCarrierMove(),
      settle,
      carrier: openCarrier(`webrtc-${attempt}`, pipes, webrtcFrameBytes, {
        handleMessage: (lane, opened) => handleNewMessage(at, lane, opened),
        handleFailure: (reason) => handleNewFailure(at, reason),
        handleClosed: () => handleNewFailure(at, "lost"),
      }),
      timer: clock.schedule(moveTimeoutMs, () => {
        if (!at.move.begun) handleNewFailure(at, "lost");
      }),
    };
    next = at;
    for (const lane of orderedLanes) at.carrier.sendFirst(lane, "hello");
  };

  const rekey = () => {
    if (closed.value !== undefined) return;
    for (const lane of orderedLanes) outbox.push(lane, { type: "rekey", message: new Uint8Array(0) }, 0);
    sendingOn.call.rekeyGlances();
    timers.add(clock.schedule(rekeyEveryMs, rekey));
  };
  timers.add(clock.schedule(rekeyEveryMs, rekey));

  return {
    role,
    handshakeHash: noise.handshakeHash,
    finished,
    get carrier() {
      return current;
    },
    get droppedGlances() {
      return relay.droppedGlances + (next?.carrier.droppedGlances ?? 0);
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
      if (closed.value === undefined) sendingOn.call.sendGlance(message);
    },
    addCarrier: (pipes) => new Promise((settle) => addCarrier(pipes, settle)),
    onMessage: (listener) => messages.listen(({ lane, message }) => listener(lane, message)),
    onControl: (listener) => controls.listen(listener),
    onDrain: outbox.onDrain,
    onCarrier: carriers.listen,
    onClose: closed.listen,
    close,
  };
}

interface CarrierHandlers {
  readonly handleMessage: (lane: OrderedLane, opened: OpenedMessage) => void;
  readonly handleFailure: (reason: CarrierFailure, lane: OrderedLane | undefined) => void;
  readonly handleClosed: () => void;
}
