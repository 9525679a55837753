import { concat, fromUtf8 } from "../../shared/base/bytes.ts";
import type { LinkId, ParticipantId } from "../../shared/base/ids.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import { decodeLogFrame } from "../../shared/wire/log-frames.ts";
import { unpack } from "../../shared/wire/packing.ts";
import {
  type Answer,
  type ClientMessage,
  decodeMessage,
  encodeMessage,
  type HostMessage,
  hostMessageSchema,
} from "../../shared/wire/messages.ts";
import type { KnockOptions, TestSession } from "../support/session.ts";

/** Somebody whose client says what it wants, and reads everything it is sent. */
export interface Intruder {
  /** All that came: lines, and screens as bytes. */
  readonly text: string;
  /** Whole screens so far. */
  readonly screens: number;
  /** The last entry known of; undefined until something came. */
  readonly seq: number | undefined;
  readonly participant: ParticipantId | undefined;
  /** What the host said, in order, answers aside. */
  readonly heard: readonly HostMessage["t"][];
  readonly closed: string | undefined;
  /** What was answered. */
  readonly answers: readonly Answer[];
  call(command: string, input: unknown): void;
  ask(message: ClientMessage): void;
  /** Of everything that came so far. */
  acknowledge(): void;
  close(): void;
}

/** acknowledges: as it comes; otherwise only when told to. */
export function intrude(
  session: TestSession,
  link: LinkId,
  who: KnockOptions,
  acknowledges = true,
): Intruder {
  const line = createPlainConnection({ channel: session.knock(link, who).far, carrier: "relay" });
  const heard: HostMessage["t"][] = [];
  const answers: Answer[] = [];
  let text = "";
  let screens = 0;
  let packed: Uint8Array = new Uint8Array();
  let bytes = 0;
  let acknowledged = 0;
  let seq: number | undefined;
  let participant: ParticipantId | undefined;
  let closed: string | undefined;
  let id = 0;

  const acknowledge = () => {
    if (bytes > acknowledged) line.send("call", encodeMessage({ t: "ack", bytes }));
    acknowledged = bytes;
  };
  const read = (message: Uint8Array) => {
    const frame = decodeLogFrame(message);
    if (!frame.ok) throw new Error(frame.error);
    if (frame.value.kind === "snapshot") seq = frame.value.state.seq;
    else if (frame.value.kind === "keyframe") {
      const { header, data } = frame.value;
      if (header.part === 0) screens += 1;
      packed = header.part === 0 ? data : concat(packed, data);
      if (header.part < header.parts - 1) return;
      text += fromUtf8(unpack(packed, header.bytes) ?? new Uint8Array());
      seq = header.seq;
    } else {
      for (const entry of frame.value.entries) {
        text += fromUtf8(entry.line);
        seq = entry.seq;
      }
    }
  };
  line.onMessage((lane, message) => {
    if (lane === "log") {
      bytes += message.length;
      read(message);
      if (acknowledges) acknowledge();
      return;
    }
    const said = decodeMessage(hostMessageSchema, message);
    if (!said.ok) return;
    if (said.value.t === "answer") return void answers.push(said.value);
    heard.push(said.value.t);
    if (said.value.t === "welcome") ({ participant } = said.value);
  });
  line.onClose((reason) => (closed = reason));

  return {
    get text() {
      return text;
    },
    get screens() {
      return screens;
    },
    get seq() {
      return seq;
    },
    get participant() {
      return participant;
    },
    heard,
    answers,
    get closed() {
      return closed;
    },
    call(command, input) {
      line.send("call", encodeMessage({ t: "call", id: ++id, command, input }));
    },
    ask: (message) => void line.send("call", encodeMessage(message)),
    acknowledge,
    close: () => line.close("lost"),
  };
}
