import { utf8 } from "../../shared/base/bytes.ts";
import { createParticipantId, type LinkId } from "../../shared/base/ids.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { encodeFrame } from "../../shared/channel/chunked.ts";
import type { CloseReason } from "../../shared/channel/close-reason.ts";
import { type Lane, maxMessageBytes } from "../../shared/channel/connection.ts";
import { commandRows } from "../../shared/commands/table.ts";
import { decodeMessage, hostMessageSchema, type HostMessage } from "../../shared/wire/messages.ts";
import { systemRandom } from "../../electron/engine/ports.ts";
import type { Prng } from "../support/prng.ts";
import { crypto, type TestSession } from "../support/session.ts";

/** Somebody who speaks the frames of the wire and none of its manners. */
export interface Stranger {
  readonly heard: readonly HostMessage[];
  /** Undefined while the line is open. */
  readonly closed: () => CloseReason | undefined;
  say(lane: Lane, text: string | Uint8Array): void;
  frame(bytes: Uint8Array): void;
  close(): void;
}

export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A fresh line by this link, of somebody new where nobody is named. */
export function knock(test: TestSession, link: LinkId, identity = crypto.createEd25519()): Stranger {
  const { far } = test.knock(link, { identity });
  const heard: HostMessage[] = [];
  let closed: CloseReason | undefined;
  far.onFrame((frame) => {
    // The call lane's header byte; what comes in pieces is none of a stranger's business.
    if (frame[0] !== 2) return;
    const message = decodeMessage(hostMessageSchema, frame.subarray(1));
    if (message.ok) heard.push(message.value);
  });
  far.onClose((reason) => (closed = reason));
  const pieces = (channel: Channel, lane: Lane, message: Uint8Array) => {
    const most = 1_000_000;
    for (let at = 0; at < message.length; at += most) {
      channel.send(encodeFrame(lane, at + most < message.length, message.subarray(at, at + most)));
    }
  };
  return {
    heard,
    closed: () => closed,
    say: (lane, text) => pieces(far, lane, typeof text === "string" ? utf8(text) : text),
    frame: (bytes) => far.send(bytes),
    close: () => far.close("left"),
  };
}

/** What must never reach a target. */
export const sneaky = "sneaky";

/** Values that some code somewhere trips over. */
function oddValue(prng: Prng, depth = 0): unknown {
  const odd: readonly unknown[] = [
    null,
    true,
    -0,
    1e308,
    Number.MAX_SAFE_INTEGER + 2,
    -1,
    0.5,
    "",
    sneaky,
    "\u0000",
    "\ud800",
    "\u202e",
    "__proto__",
    "PAR-AAAAAAAA",
    "PAR-AAAAAAAA\n",
    "LNK-AAAAAAAAAAAAAAAA",
    "x".repeat(5_000),
    [],
    {},
  ];
  if (depth > 3 || prng.oneIn(2)) return prng.pick(odd);
  if (prng.oneIn(2)) return Array.from({ length: prng.below(4) }, () => oddValue(prng, depth + 1));
  const names = ["type", "data", "text", "participant", "link", "mode", "constructor", "toString", "length"];
  return Object.fromEntries(
    names.filter(() => prng.oneIn(3)).map((name) => [name, oddValue(prng, depth + 1)]),
  );
}

/** A call of that name with an input that fits nobody's schema but by accident. */
export function call(id: unknown, command: string, input: unknown): string {
  return JSON.stringify({ t: "call", id, command, input });
}

/** What is said: text of the call lane that is refused by an answer, ends the line, or either. */
export type Attack = (
  prng: Prng,
  test: TestSession,
) => { readonly lane: Lane; readonly text: string | Uint8Array };

const onCall = (text: string | Uint8Array) => ({ lane: "call", text }) as const;

const hostNames = commandRows.filter((row) => row.origin === "host").map((row) => row.name);
/** Nobody's to refuse: who watches may say that they are there, raise a hand and leave. */
const granted: ReadonlySet<string> = new Set([
  "session.leave",
  "hand.raise",
  "hand.lower",
  "presence.view",
  "presence.active",
]);
const peerNames = commandRows
  .filter((row) => row.origin === "peer" && !granted.has(row.name))
  .map((row) => row.name);

/** Refused by an answer; the line stays. */
export const refused: readonly Attack[] = [
  (prng) => onCall(call(prng.below(1e6), prng.pick(hostNames) ?? "", oddValue(prng))),
  (_prng, { session }) => {
    const [link] = Object.keys(session.state.links);
    const address = { address: "1.2.3.4", toldBy: "server" };
    return onCall(
      call(1, "peer.admit", { key: "A".repeat(43), link, name: "Eve", acceptedRecording: true, address }),
    );
  },
  () => onCall(call(2, "target.reply", { data: sneaky })),
  () => onCall(call(3, "target.exit", { code: 0 })),
  () => onCall(call(4, "clock.tick", {})),
  () => onCall(call(5, "host.stop", {})),
  () => onCall(call(6, "effect.fail", { what: "recording", message: "no" })),
  (prng) =>
    onCall(call(7, prng.pick(["__proto__", "constructor", "toString", "hasOwnProperty", ""]) ?? "", {})),
  (prng) => onCall(call(8, prng.pick(peerNames) ?? "", oddValue(prng))),
  (prng) =>
    onCall(`{"t":"call","id":9,"command":"${prng.pick(peerNames)}","input":{"__proto__":{"isAdmin":true}}}`),
  () =>
    onCall(`{"t":"call","id":10,"command":"input.key","input":${"[".repeat(30_000)}${"]".repeat(30_000)}}`),
  () => onCall(call(11, "input.key", { data: sneaky })),
  () => onCall(call(12, "input.paste", { text: sneaky })),
  () => onCall(call(13, "input.mouse", { data: "\u001b[<0;1;1M" })),
  () => onCall(call(14, "input.key", { data: sneaky, participant: "PAR-AAAAAAAA" })),
  (_prng, { session }) =>
    onCall(call(15, "participant.permit", { participant: session.state.owner, allow_input: true })),
  (_prng, { session }) => onCall(call(16, "participant.remove", { participant: session.state.owner })),
  () => onCall(call(17, "session.end", {})),
  () => onCall(call(18, "session.resize", { cols: 10, rows: 10 })),
  () => onCall(call(19, "mode.set", { mode: { name: "view_only", max_viewers: 1 } })),
  () => onCall(call(20, "link.create", { grant: "interact", approval: false })),
  ...(
    [
      ["control.accept", {}],
      ["control.request", {}],
      ["control.reclaim", {}],
      ["control.return", {}],
      ["control.approve", { request: 1 }],
      ["line.submit", { text: sneaky }],
      ["line.open", {}],
      ["line.interrupt", {}],
      ["line.clear", {}],
      ["proposal.make", { text: sneaky }],
      ["proposal.approve", { proposal: 1, text: sneaky }],
      ["input.resume", {}],
      ["session.pause", {}],
      ["session.resume", {}],
      ["session.four_eyes", { perCommand: true }],
      ["session.scrollback", { joinerScrollback: "none" }],
      ["sharing.switch", { on: false }],
      ["mode.set", { mode: { name: "presenter" } }],
      ["question.answer", { question: 1, text: "so" }],
      ["annotation.add", { shape: "box", where: { unit: "cells", points: [{ line: 1, col: 1 }] } }],
      ["annotation.clear", { which: "all" }],
      ["bookmark.add", { label: "mine" }],
    ] as const
  ).map(
    ([name, input]): Attack =>
      (prng) =>
        onCall(call(prng.below(1e6), name, input)),
  ),
  ...(
    [
      ["control.transfer", (participant: string) => ({ to: participant })],
      ["control.approve", (participant: string) => ({ participant })],
      ["participant.block", (participant: string) => ({ participant })],
      ["participant.unblock", (participant: string) => ({ participant })],
      ["participant.role", (participant: string) => ({ participant, role: "mentor" })],
      ["participant.witness", (participant: string) => ({ participant })],
      ["participant.permit", (participant: string) => ({ participant, allow_input: true })],
      ["join.approve", (participant: string) => ({ participant })],
      [
        "mode.set",
        (participant: string) => ({ mode: { name: "presenter", initial_presenter: participant } }),
      ],
    ] as const
  ).map(
    ([name, inputOf]): Attack =>
      (prng, { session }) =>
        onCall(
          call(prng.below(1e6), name, inputOf(prng.pick(Object.keys(session.state.participants)) ?? "")),
        ),
  ),
];

/** Ends the line as no part of the protocol. */
export const fatal: readonly Attack[] = [
  (prng) => onCall(Uint8Array.from({ length: 1 + prng.below(200) }, () => prng.below(256))),
  () => onCall(Uint8Array.of(0xff, 0xfe, 0xfd)),
  (prng) => onCall(JSON.stringify(oddValue(prng)) ?? "undefined"),
  (prng) =>
    onCall(JSON.stringify({ t: prng.pick(["answer", "welcome", "waiting", "refused", "pong"]), id: 1 })),
  () => onCall('{"t":"call","id":1,"command":"input.key","input":{},"actor":"PAR-AAAAAAAA"}'),
  () => onCall('{"__proto__":{"t":"ping"},"id":1}'),
  () => onCall(call(-1, "input.key", { data: sneaky })),
  () => onCall(call(1.5, "input.key", { data: sneaky })),
  () => onCall(call(1, "x".repeat(65), {})),
  () => onCall("[".repeat(100_000)),
  (prng) => onCall(`{"t":"ack","bytes":${prng.pick(["-1", "1.5", "1e300", '"1"', "99999999"])}}`),
  () => onCall('{"t":"ack","bytes":0}'),
  () => onCall(new Uint8Array(maxMessageBytes.call + 1).fill(0x20)),
  (prng) => ({ lane: "log", text: Uint8Array.from({ length: 1 + prng.below(50) }, () => prng.below(256)) }),
  () => ({ lane: "log", text: '{"t":"ping","id":1}' }),
  () => ({ lane: "log", text: new Uint8Array(maxMessageBytes.log + 1) }),
];

/** Passed over. */
export const harmless: readonly Attack[] = [
  () => ({ lane: "glance", text: '{"g":"typing"}' }),
  (prng) => ({
    lane: "glance",
    text: `{"g":"typing","participant":"${createParticipantId(systemRandom)}${prng.below(2)}"}`,
  }),
  (prng) => ({
    lane: "glance",
    text: Uint8Array.from({ length: 1 + prng.below(200) }, () => prng.below(256)),
  }),
  (prng) => onCall(`{"t":"ping","id":${prng.below(1e9)}}`),
];
