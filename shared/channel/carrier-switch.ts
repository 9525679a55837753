import { invariant } from "../base/assert.ts";
import type { Disposable } from "../base/disposable.ts";
import type { Clock, Crypto } from "../base/ports.ts";
import { type CarrierMove, createCarrierMove } from "./carrier-move.ts";
import type { Channel } from "./channel.ts";
import type { Carrier } from "./connection.ts";
import type { Role } from "./keys.ts";
import type { NoiseResult } from "./noise.ts";
import type { OpenedMessage } from "./ordered-lane.ts";
import { type OrderedLane, orderedLanes } from "./outbox.ts";
import {
  type CarrierFailure,
  type CarrierPipes,
  createSecureCarrier,
  type SecureCarrier,
  type SecureCarrierOptions,
} from "./secure-carrier.ts";

/** On the relay: small enough that an answer does not wait long behind a frame of output, 0.1 % overhead. */
const relayFrameBytes = 16 * 1024;

/** On WebRTC: one SCTP packet. Larger ones starve the other channels for seconds (measured). */
const webrtcFrameBytes = 1_100;

/** A new carrier that nothing has moved to by then is dropped; a lost first packet costs one second. */
const moveTimeoutMs = 15_000;

export interface NewCarrier extends CarrierPipes {
  /**
   * Which attempt at a new carrier this is: the same on both sides and never used twice, since it goes into the keys.
   * Default: one more than the last. Sides that disagree cannot authenticate, and the carrier is dropped.
   */
  readonly attempt?: number;
}

export type MoveOutcome = "moved" | "dropped";

export interface CarrierSwitchOptions {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly noise: NoiseResult;
  readonly role: Role;
  /** The relay stream. */
  readonly channel: Channel;
  readonly ratchetMessages: number;
  /** The next message that waits on this lane. */
  readonly pull: (lane: OrderedLane) => OpenedMessage | undefined;
  /** In the order in which the peer sent them on this lane, whichever carrier brought them. */
  readonly handleMessage: (lane: OrderedLane, opened: OpenedMessage) => void;
  readonly handleGlance: (message: Uint8Array) => void;
  /** The lane's close message has been handed over. */
  readonly handleCloseSent: (lane: OrderedLane) => void;
  readonly handleProgress: () => void;
  readonly handleCarrier: (carrier: Carrier) => void;
  /** Somebody wrote into what carries the connection. */
  readonly handleFailure: (reason: CarrierFailure) => void;
  /** What carries the connection is gone. */
  readonly handleLost: () => void;
  /** A connection that is closing moves nowhere. */
  readonly isClosed: () => boolean;
}

/** The carriers of one connection: the relay, a new one that has yet to prove itself, and who sends where. */
export interface CarrierSwitch extends Disposable {
  readonly current: Carrier;
  /** Something waits on this lane. */
  pump(lane: OrderedLane): void;
  unsentBytes(lane: OrderedLane): number;
  sendGlance(message: Uint8Array): void;
  rekeyGlances(): void;
  readonly droppedGlances: number;
  addCarrier(pipes: NewCarrier): Promise<MoveOutcome>;
}

interface Next {
  readonly carrier: SecureCarrier;
  readonly move: CarrierMove;
  readonly timer: Disposable;
  readonly settle: (outcome: MoveOutcome) => void;
}

type CarrierHandlers = Pick<SecureCarrierOptions, "handleMessage" | "handleFailure" | "handleClosed">;

export function createCarrierSwitch(options: CarrierSwitchOptions): CarrierSwitch {
  let next: Next | undefined;
  let lastAttempt = 0;
  let current: Carrier = "relay";

  const open = (id: string, pipes: CarrierPipes, maxFrameBytes: number, handlers: CarrierHandlers) => {
    const carrier: SecureCarrier = createSecureCarrier({
      ...options,
      ...handlers,
      id,
      pipes,
      maxFrameBytes,
      pull: (lane) => (sendingOn[lane] === carrier ? options.pull(lane) : undefined),
      handleSent(lane, type) {
        if (type === "close") options.handleCloseSent(lane);
        if (type === "moved") handleMarkerSent(lane);
      },
    });
    return carrier;
  };

  // The relay, until a move is settled.

  const relay = open("relay", { log: options.channel, call: options.channel }, relayFrameBytes, {
    handleMessage(lane, opened) {
      if (next?.move.markerReceived(lane) === true) return;
      if (opened.type === "moved") handleMarkerReceived(lane);
      else options.handleMessage(lane, opened);
    },
    handleFailure(reason, lane) {
      // After the last message on it somebody in between may write there what they like.
      const over = lane === undefined ? next?.move.settled : next?.move.markerReceived(lane);
      if (over !== true) options.handleFailure(reason);
    },
    handleClosed() {
      if (next?.move.settled !== true) options.handleLost();
    },
  });
  const sendingOn: Record<OrderedLane, SecureCarrier> = { log: relay, call: relay };

  const handleMarkerSent = (lane: OrderedLane) => {
    next?.move.noteMarkerSent(lane);
    checkSettled();
  };

  const handleMarkerReceived = (lane: OrderedLane) => {
    // The peer moves only to what has answered: the carrier was dropped here meanwhile, its messages with it.
    if (next === undefined) return options.handleLost();
    for (const opened of next.move.noteMarkerReceived(lane)) options.handleMessage(lane, opened);
    checkSettled();
  };

  const checkSettled = () => {
    if (next?.move.settled !== true || current === "webrtc") return;
    current = "webrtc";
    next.timer.dispose();
    next.carrier.sendFirst("call", "settled");
    next.settle("moved");
    options.handleCarrier(current);
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
        return options.handleMessage(lane, opened);
      case "fail":
        return handleNewFailure(at, "protocol-error");
      case "wait":
    }
  };

  const beginMove = ({ carrier, move }: Next) => {
    if (options.isClosed()) return;
    move.noteBegun();
    for (const lane of orderedLanes) sendingOn[lane] = carrier;
    for (const lane of orderedLanes) relay.sendFirst(lane, "moved");
    carrier.pump();
  };

  const handleNewFailure = (at: Next, reason: CarrierFailure | "lost") => {
    if (at !== next) return;
    if (!at.move.begun) drop(at);
    else if (reason === "lost") options.handleLost();
    else options.handleFailure(reason);
  };

  const drop = (at: Next) => {
    next = undefined;
    release(at);
  };

  const release = (at: Next) => {
    at.timer.dispose();
    at.carrier.dispose();
    at.settle("dropped");
  };

  const addCarrier = (pipes: NewCarrier, settle: Next["settle"]) => {
    const attempt = pipes.attempt ?? lastAttempt + 1;
    invariant(attempt > lastAttempt, "an attempt's keys are used once");
    lastAttempt = attempt;
    if (next?.move.begun === false) drop(next);
    if (next !== undefined || options.isClosed()) {
      pipes.log.close("left");
      pipes.call.close("left");
      return settle("dropped");
    }
    const at: Next = {
      move: createCarrierMove(),
      settle,
      carrier: open(`webrtc-${attempt}`, pipes, webrtcFrameBytes, {
        handleMessage: (lane, opened) => handleNewMessage(at, lane, opened),
        handleFailure: (reason) => handleNewFailure(at, reason),
        handleClosed: () => handleNewFailure(at, "lost"),
      }),
      timer: options.clock.schedule(moveTimeoutMs, () => {
        if (!at.move.begun) handleNewFailure(at, "lost");
      }),
    };
    next = at;
    for (const lane of orderedLanes) at.carrier.sendFirst(lane, "hello");
  };

  return {
    get current() {
      return current;
    },
    get droppedGlances() {
      return relay.droppedGlances + (next?.carrier.droppedGlances ?? 0);
    },
    pump: (lane) => sendingOn[lane].pump(),
    unsentBytes: (lane) => relay.unsentBytes(lane) + (next?.carrier.unsentBytes(lane) ?? 0),
    sendGlance: (message) => sendingOn.call.sendGlance(message),
    rekeyGlances: () => sendingOn.call.rekeyGlances(),
    addCarrier: (pipes) => new Promise((settle) => addCarrier(pipes, settle)),
    dispose() {
      if (next !== undefined) release(next);
      relay.dispose();
    },
  };
}
