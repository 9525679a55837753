import { type Disposable, DisposableStore } from "../base/disposable.ts";
import type { Crypto } from "../base/ports.ts";
import type { Channel, Datagrams } from "./channel.ts";
import { createReassembler, decodeFrame, encodeFrame, type Reassembler } from "./chunked.ts";
import type { CloseReason } from "./close-reason.ts";
import { type Lane, maxMessageBytes } from "./connection.ts";
import { createFramePump, type FramePump, type FrameSource } from "./frame-pump.ts";
import { createGlanceOpener, createGlanceSealer, glanceOverheadBytes } from "./glance-lane.ts";
import { deriveKey, type KeyedLane, type Role } from "./keys.ts";
import type { NoiseResult } from "./noise.ts";
import {
  createOrderedOpener,
  createOrderedSealer,
  type MessageType,
  type OpenedMessage,
  sealOverheadBytes,
} from "./ordered-lane.ts";
import { type OrderedLane, orderedLanes } from "./outbox.ts";

/** The pipes of one carrier: both lanes on one channel (relay) or each on its own (WebRTC). */
export interface CarrierPipes {
  readonly log: Channel;
  readonly call: Channel;
  /** Left out, glances travel on the call lane's channel. */
  readonly glance?: Datagrams;
}

/** What fails here says nothing about the peer yet: somebody in between may have done it. */
export type CarrierFailure = Extract<CloseReason, "authentication-failed" | "protocol-error">;

export interface SecureCarrierOptions {
  readonly crypto: Crypto;
  readonly noise: NoiseResult;
  readonly role: Role;
  /** Names the keys: `relay`, `webrtc-1` … */
  readonly id: string;
  readonly pipes: CarrierPipes;
  /** Header included; a channel that takes less decides. */
  readonly maxFrameBytes: number;
  readonly ratchetMessages: number;
  /** The next message of the connection on this lane, if it travels by this carrier now. */
  readonly pull: (lane: OrderedLane) => OpenedMessage | undefined;
  readonly handleMessage: (lane: OrderedLane, opened: OpenedMessage) => void;
  readonly handleGlance: (message: Uint8Array) => void;
  /** The channels have taken all of a message that `pull` or `sendFirst` gave. */
  readonly handleSent: (lane: OrderedLane, type: MessageType) => void;
  readonly handleProgress: () => void;
  /** lane: where it happened, where that is known. */
  readonly handleFailure: (reason: CarrierFailure, lane: OrderedLane | undefined) => void;
  /** One of the channels has closed, for whatever it says. */
  readonly handleClosed: () => void;
}

/** One carrier of a secure connection: its channels, its keys, its counters. */
export interface SecureCarrier extends Disposable {
  /** Hands over what waits. */
  pump(): void;
  /** Goes before everything that `pull` gives, after a message already begun. */
  sendFirst(lane: OrderedLane, type: MessageType, message?: Uint8Array): void;
  sendGlance(message: Uint8Array): void;
  /** The next glance uses a new key. */
  rekeyGlances(): void;
  unsentBytes(lane: OrderedLane): number;
  readonly droppedGlances: number;
  /** Closes the channels. They learn no reason: what passes between the two ends is not the carrier's business. */
  dispose(): void;
}

const none = new Uint8Array(0);

export function createSecureCarrier(options: SecureCarrierOptions): SecureCarrier {
  const { pipes, role } = options;
  const peer: Role = role === "guest" ? "host" : "guest";
  const disposables = new DisposableStore();
  const keyOf = (lane: KeyedLane, sender: Role) => ({
    crypto: options.crypto,
    lane,
    key: deriveKey(options.crypto, options.noise, { lane, sender, carrier: options.id }),
    ratchetMessages: options.ratchetMessages,
  });
  const glanceSealer = createGlanceSealer(keyOf("glance", role));
  const glanceOpener = createGlanceOpener(keyOf("glance", peer));

  const createLane = (lane: OrderedLane) => {
    const sealer = createOrderedSealer(keyOf(lane, role));
    const first: OpenedMessage[] = [];
    let sending: MessageType = "message";
    const source: FrameSource = {
      lane,
      next() {
        const next = first.shift() ?? options.pull(lane);
        if (next === undefined) return undefined;
        sending = next.type;
        return sealer.seal(next.type, next.message);
      },
      handleSent: () => options.handleSent(lane, sending),
    };
    return {
      source,
      first,
      opener: createOrderedOpener(keyOf(lane, peer)),
      assembling: createReassembler(maxMessageBytes[lane] + sealOverheadBytes),
    };
  };
  const lanes = { log: createLane("log"), call: createLane("call") };
  const glances = createReassembler(maxMessageBytes.glance + glanceOverheadBytes);

  const handleGlance = (sealed: Uint8Array) => {
    const message = glanceOpener.open(sealed);
    if (message !== undefined) options.handleGlance(message);
  };

  const handleFrame = (allowed: readonly Lane[], frame: Uint8Array) => {
    if (disposables.disposed) return;
    const decoded = decodeFrame(frame);
    if (decoded === undefined || !allowed.includes(decoded.lane)) {
      return options.handleFailure("protocol-error", undefined);
    }
    const { lane, more, piece } = decoded;
    const assembling: Reassembler = lane === "glance" ? glances : lanes[lane].assembling;
    const whole = assembling.add(piece, more);
    if (!whole.ok) return options.handleFailure(whole.error, lane === "glance" ? undefined : lane);
    if (whole.value === undefined) return;
    if (lane === "glance") return handleGlance(whole.value);
    const opened = lanes[lane].opener.open(whole.value);
    if (opened === undefined) options.handleFailure("authentication-failed", lane);
    else options.handleMessage(lane, opened);
  };

  const attach = (channel: Channel, carried: readonly OrderedLane[]): FramePump => {
    const allowed: readonly Lane[] = carried.includes("call") ? [...carried, "glance"] : carried;
    disposables.add(channel.onFrame((frame) => handleFrame(allowed, frame)));
    disposables.add(channel.onClose(options.handleClosed));
    const sources = carried.map((lane) => lanes[lane].source);
    return disposables.add(createFramePump(channel, sources, options.maxFrameBytes, options.handleProgress));
  };

  const callPump = attach(pipes.call, pipes.log === pipes.call ? orderedLanes : ["call"]);
  const logPump = pipes.log === pipes.call ? callPump : attach(pipes.log, ["log"]);
  if (pipes.glance !== undefined) disposables.add(pipes.glance.onDatagram(handleGlance));
  const pumps = { call: callPump, log: logPump };

  return {
    pump() {
      callPump.pump();
      if (logPump !== callPump) logPump.pump();
    },
    sendFirst(lane, type, message = none) {
      lanes[lane].first.push({ type, message });
      pumps[lane].pump();
    },
    sendGlance(message) {
      const sealed = glanceSealer.seal(message);
      if (pipes.glance === undefined) callPump.sendNow(encodeFrame("glance", false, sealed));
      else pipes.glance.send(sealed);
    },
    rekeyGlances: () => glanceSealer.rekey(),
    unsentBytes: (lane) => pumps[lane].unsentBytes(lane),
    get droppedGlances() {
      return glanceOpener.dropped;
    },
    dispose() {
      disposables.dispose();
      pipes.log.close("left");
      pipes.call.close("left");
    },
  };
}
