import { createParticipantId } from "../../shared/base/ids.ts";
import { type Lane, maxMessageBytes } from "../../shared/channel/connection.ts";
import { commands, commandRows, isPeerCommand } from "../../shared/commands/table.ts";
import type { SessionState } from "../../shared/state/state.ts";
import { systemRandom } from "../../electron/engine/ports.ts";
import type { Prng } from "../support/prng.ts";

/** What must never reach a target. */
export const sneaky = "sneaky";

/** What somebody says who has no right to it. */
export interface Said {
  readonly lane: Lane;
  readonly text: string | Uint8Array;
}

export type Attack = (prng: Prng, state: SessionState) => Said;

/** Values that some code somewhere trips over. */
export function oddValue(prng: Prng, depth = 0): unknown {
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

/** A call of that name with whatever input. */
export function call(id: unknown, command: string, input: unknown): string {
  return JSON.stringify({ t: "call", id, command, input });
}

const onCall = (text: string | Uint8Array): Said => ({ lane: "call", text });

const hostNames = commandRows.filter((row) => row.origin === "host").map((row) => row.name);

/**
 * What whoever watches may do: talk, say that they are there, ask for control, and take back what is their own.
 * Nothing else of theirs is ever done.
 */
export function isFree(command: string): boolean {
  if (!isPeerCommand(command)) return false;
  const free = ["chat", "watch", "ask", "leave"].includes(commands[command].capability);
  return free || ["control.cancel", "control.decline", "question.close", "hand.lower"].includes(command);
}

/** Nobody's to refuse. */
const peerNames = commandRows
  .filter((row) => row.origin === "peer" && !isFree(row.name))
  .map((row) => row.name);
const freeNames = commandRows
  .filter((row) => row.origin === "peer" && isFree(row.name))
  .map((row) => row.name);

const anybody = (prng: Prng, state: SessionState) => prng.pick(Object.keys(state.participants)) ?? "";
const anyLink = (prng: Prng, state: SessionState) => prng.pick(Object.keys(state.links)) ?? "";

/** Of what has a number: one that there is, or was, or will be. */
const anyNumber = (prng: Prng, last: number) => Math.max(1, last + 2 - prng.below(4));

const plain: readonly (readonly [string, (prng: Prng, state: SessionState) => unknown])[] = [
  ["target.reply", () => ({ data: sneaky })],
  ["target.exit", () => ({ code: 0 })],
  ["clock.tick", () => ({})],
  ["host.stop", () => ({})],
  ["line.next", () => ({})],
  ["line.done", (prng, state) => ({ line: anyNumber(prng, state.counters.line), how: "silence" })],
  ["effect.fail", () => ({ what: "recording", message: "no" })],
  ["peer.lost", (prng, state) => ({ participant: anybody(prng, state) })],
  [
    "peer.admit",
    (prng, state) => ({
      key: "A".repeat(43),
      link: anyLink(prng, state),
      name: "Eve",
      acceptedRecording: true,
      address: { address: "1.2.3.4", toldBy: "server" },
    }),
  ],
  ["input.key", () => ({ data: sneaky })],
  ["input.paste", () => ({ text: sneaky })],
  ["input.mouse", () => ({ data: "\u001b[<0;1;1M" })],
  ["input.focus", () => ({ focused: true })],
  ["input.key", (prng, state) => ({ data: sneaky, participant: anybody(prng, state) })],
  [
    "input.key",
    (prng, state) => ({
      data: sneaky,
      actor: { kind: "host" },
      by: state.owner,
      origin: prng.pick(hostNames),
    }),
  ],
  ["control.accept", () => ({})],
  ["control.reclaim", () => ({})],
  ["control.return", () => ({})],
  ["control.withdraw", () => ({})],
  ["control.approve", (prng, state) => ({ request: anyNumber(prng, state.counters.request) })],
  ["control.approve", (prng, state) => ({ participant: anybody(prng, state) })],
  ["control.deny", (prng, state) => ({ participant: anybody(prng, state) })],
  ["control.transfer", (prng, state) => ({ to: anybody(prng, state) })],
  ["line.submit", () => ({ text: sneaky })],
  ["line.open", () => ({})],
  ["line.close", () => ({})],
  ["line.skip", () => ({})],
  ["line.jump", (prng, state) => ({ line: anyNumber(prng, state.counters.line) })],
  ["line.cancel", (prng, state) => ({ line: anyNumber(prng, state.counters.line) })],
  ["line.interrupt", () => ({})],
  ["line.clear", () => ({})],
  ["proposal.make", () => ({ text: sneaky })],
  [
    "proposal.approve",
    (prng, state) => ({ proposal: anyNumber(prng, state.counters.proposal), text: sneaky }),
  ],
  ["proposal.approve", (prng, state) => ({ proposal: anyNumber(prng, state.counters.proposal) })],
  ["proposal.reject", (prng, state) => ({ proposal: anyNumber(prng, state.counters.proposal) })],
  ["proposal.withdraw", (prng, state) => ({ proposal: anyNumber(prng, state.counters.proposal) })],
  ["session.pause", () => ({})],
  ["session.resume", () => ({})],
  ["session.end", () => ({})],
  ["session.resize", () => ({ cols: 10, rows: 10 })],
  ["session.four_eyes", () => ({ perCommand: true })],
  ["session.scrollback", () => ({ joinerScrollback: "everything" })],
  ["sharing.switch", (prng) => ({ on: prng.oneIn(2) })],
  ["mode.set", () => ({ mode: { name: "presenter" } })],
  ["mode.set", () => ({ mode: { name: "view_only", max_viewers: 1 } })],
  ["mode.set", (prng, state) => ({ mode: { name: "presenter", initial_presenter: anybody(prng, state) } })],
  ["link.create", () => ({ grant: "interact", approval: false })],
  ["link.revoke", (prng, state) => ({ link: anyLink(prng, state), removeGuests: true })],
  ["join.approve", (prng, state) => ({ participant: prng.pick(Object.keys(state.joinRequests)) ?? "" })],
  ["join.deny", (prng, state) => ({ participant: prng.pick(Object.keys(state.joinRequests)) ?? "" })],
  ["participant.permit", (prng, state) => ({ participant: anybody(prng, state), allow_input: true })],
  ["participant.remove", (prng, state) => ({ participant: anybody(prng, state) })],
  ["participant.block", (prng, state) => ({ participant: anybody(prng, state) })],
  ["participant.unblock", (prng, state) => ({ participant: anybody(prng, state) })],
  ["participant.role", (prng, state) => ({ participant: anybody(prng, state), role: "mentor" })],
  ["participant.witness", (prng, state) => ({ participant: anybody(prng, state) })],
  ["question.answer", (prng, state) => ({ question: anyNumber(prng, state.counters.question), text: "so" })],
  ["annotation.add", () => ({ shape: "box", where: { unit: "cells", points: [{ line: 1, col: 1 }] } })],
  ["annotation.clear", () => ({ which: "all" })],
  ["bookmark.add", () => ({ label: "mine" })],
  ["bookmark.remove", (prng, state) => ({ bookmark: anyNumber(prng, state.counters.bookmark) })],
];

/** Refused by an answer; the line stays. */
export const refused: readonly Attack[] = [
  (prng) => onCall(call(prng.below(1e6), prng.pick(hostNames) ?? "", oddValue(prng))),
  (prng) => onCall(call(prng.below(1e6), prng.pick(peerNames) ?? "", oddValue(prng))),
  (prng) =>
    onCall(call(7, prng.pick(["__proto__", "constructor", "toString", "hasOwnProperty", ""]) ?? "", {})),
  (prng) =>
    onCall(`{"t":"call","id":9,"command":"${prng.pick(peerNames)}","input":{"__proto__":{"isAdmin":true}}}`),
  () =>
    onCall(`{"t":"call","id":10,"command":"input.key","input":${"[".repeat(30_000)}${"]".repeat(30_000)}}`),
  ...plain.map(
    ([name, inputOf]): Attack =>
      (prng, state) =>
        onCall(call(prng.below(1e6), name, inputOf(prng, state))),
  ),
];

/** Answered or not, as the session has it; no right is needed, and none comes of it. */
export const free: readonly Attack[] = [
  (prng) => onCall(call(prng.below(1e6), prng.pick(freeNames) ?? "", oddValue(prng))),
  (prng) =>
    onCall(call(prng.below(1e6), "control.request", { minutes: 1 + prng.below(20), reason: "please" })),
  (prng) => onCall(call(prng.below(1e6), "chat.send", { text: `@Olga ${sneaky}` })),
  (prng) => onCall(call(prng.below(1e6), "question.ask", { text: sneaky })),
  (prng) => onCall(call(prng.below(1e6), "presence.view", { inView: prng.oneIn(2) })),
  (prng) => onCall(`{"t":"scrollback","id":${prng.below(1e9)}}`),
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
  (prng, state) => ({
    lane: "glance",
    text: `{"g":"typing","participant":"${prng.oneIn(2) ? anybody(prng, state) : createParticipantId(systemRandom)}"}`,
  }),
  (prng, state) => ({
    lane: "glance",
    text: JSON.stringify({
      g: "pointer",
      participant: anybody(prng, state),
      at: prng.oneIn(3) ? null : { line: prng.below(30), col: prng.below(90), buffer: "main" },
    }),
  }),
  (prng) => ({
    lane: "glance",
    text: Uint8Array.from({ length: 1 + prng.below(200) }, () => prng.below(256)),
  }),
  (prng) => onCall(`{"t":"ping","id":${prng.below(1e9)}}`),
];
