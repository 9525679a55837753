import { fromUtf8, utf8 } from "../../shared/base/bytes.ts";
import type { LinkId, ParticipantId } from "../../shared/base/ids.ts";
import type { KeyPair } from "../../shared/base/ports.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { createReassembler, decodeFrame, encodeFrame } from "../../shared/channel/chunked.ts";
import type { CloseReason } from "../../shared/channel/close-reason.ts";
import { type Lane, maxMessageBytes } from "../../shared/channel/connection.ts";
import { decodeMessage, hostMessageSchema, type HostMessage } from "../../shared/wire/messages.ts";
import { createLogText } from "../support/log-text.ts";
import { crypto, type KnockOptions, type TestSession } from "../support/session.ts";

/** Somebody who speaks the frames of the wire and none of its manners. */
export interface Stranger {
  readonly identity: KeyPair;
  readonly heard: readonly HostMessage[];
  /** Once they are in. */
  readonly participant: ParticipantId | undefined;
  /** Bytes that came on the log lane. */
  readonly shownBytes: number;
  /** Undefined while the line is open. */
  readonly closed: () => CloseReason | undefined;
  say(lane: Lane, text: string | Uint8Array): void;
  frame(bytes: Uint8Array): void;
  /** Acknowledges what came, as a client does: more comes only then. */
  acknowledge(): void;
  close(reason?: CloseReason): void;
}

export interface StrangerOptions extends KnockOptions {
  /** Everything that comes, as text, message by message; screens unpacked. */
  readonly listen?: (lane: Lane, text: string) => void;
}

export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A fresh line by this link, of somebody new where nobody is named. */
export function knock(test: TestSession, link: LinkId, options: StrangerOptions = {}): Stranger {
  const { listen, identity = crypto.createEd25519(), ...who } = options;
  const { far } = test.knock(link, { ...who, identity });
  const heard: HostMessage[] = [];
  const lanes = {
    log: createReassembler(maxMessageBytes.log),
    call: createReassembler(maxMessageBytes.call),
    glance: createReassembler(maxMessageBytes.glance),
  };
  const logText = createLogText();
  let participant: ParticipantId | undefined;
  let shownBytes = 0;
  let acknowledged = 0;
  let closed: CloseReason | undefined;
  far.onFrame((frame) => {
    const decoded = decodeFrame(frame);
    if (decoded === undefined) throw new Error("the host sent a frame that is none");
    const whole = lanes[decoded.lane].add(decoded.piece, decoded.more);
    if (!whole.ok) throw new Error("the host sent a message that is too long");
    if (whole.value === undefined) return;
    const { lane } = decoded;
    listen?.(lane, lane === "log" ? logText(whole.value) : fromUtf8(whole.value));
    if (lane === "log") shownBytes += whole.value.length;
    if (lane !== "call") return;
    const message = decodeMessage(hostMessageSchema, whole.value);
    if (!message.ok) throw new Error(`the host said what no client understands: ${message.error}`);
    heard.push(message.value);
    if (message.value.t === "welcome") ({ participant } = message.value);
  });
  far.onClose((reason) => (closed = reason));
  const say = (lane: Lane, text: string | Uint8Array) => {
    pieces(far, lane, typeof text === "string" ? utf8(text) : text);
  };
  return {
    identity,
    heard,
    get participant() {
      return participant;
    },
    get shownBytes() {
      return shownBytes;
    },
    closed: () => closed,
    say,
    frame: (bytes) => far.send(bytes),
    acknowledge() {
      if (shownBytes > acknowledged) say("call", JSON.stringify({ t: "ack", bytes: shownBytes }));
      acknowledged = shownBytes;
    },
    close: (reason = "left") => far.close(reason),
  };
}

function pieces(channel: Channel, lane: Lane, message: Uint8Array): void {
  const most = 1_000_000;
  for (let at = 0; at < message.length; at += most) {
    channel.send(encodeFrame(lane, at + most < message.length, message.subarray(at, at + most)));
  }
}
