import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import type { ParticipantId } from "../../shared/base/ids.ts";
import type { CallResult } from "../../shared/client/calls.ts";
import { placesOf } from "../../shared/events/mode.ts";
import type { Entry } from "../../shared/events/table.ts";
import { evolve, evolvePrivate, initialState } from "../../shared/state/evolve.ts";
import type { SessionState } from "../../shared/state/state.ts";
import { mayType } from "../shared/state/acts.ts";
import { createTestTerminal, type TestTerminal } from "../engine/screen/support.ts";
import type { BenchTarget } from "../support/bench-target.ts";
import { readEntries } from "../support/log.ts";

/** Lines that every terminal keeps here: enough to scroll back, few enough to lay out anew at every resize. */
export const scrollback = 100;

export function check(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(`broken: ${what}`);
}

export function checkEqual(actual: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  expect(actual, `broken: ${what}`).toEqual(expected);
  throw new Error(`broken: ${what}`);
}

/** Folds the log's bytes as they come, judging every entry by rules of its own. */
export interface Witness {
  readonly state: SessionState;
  readonly entries: readonly Entry[];
  /** What the whole stream looks like. */
  readonly terminal: TestTerminal;
  /** Takes in what has been written since. */
  follow(): void;
}

function placesTaken(state: SessionState): number {
  return Object.values(state.participants).filter(
    ({ id, presence }) => id !== state.owner && (presence.name === "present" || presence.name === "lost"),
  ).length;
}

export function createWitness(
  lines: readonly Uint8Array[],
  privateLines: readonly Uint8Array[],
  size: { readonly cols: number; readonly rows: number },
): Witness {
  const terminal = createTestTerminal(size, scrollback);
  const entries: Entry[] = [];
  let state: SessionState | undefined;
  let hidden = 0;
  /** Whose proposal was approved last. */
  let proposer: ParticipantId | undefined;
  let elapsedMs = 0;

  const judge = (before: SessionState, { seq, event }: Entry) => {
    if (event.type === "proposal.approved") {
      proposer = before.proposals.find((each) => each.proposal === event.proposal)?.participant;
    }
    if (event.type === "input.submitted") {
      const may =
        event.kind === "proposal"
          ? event.participant === proposer
          : mayType(before, event.participant, event.kind);
      check(may && before.recording !== "failed", `entry ${seq}: ${event.participant} may type`);
    }
    if (event.type === "control.granted" || event.type === "control.returned") {
      check(event.from === before.control.holder, `entry ${seq}: control leaves whoever has it`);
    }
    if (event.type === "participant.joined" || event.type === "participant.connected") {
      const presence = before.participants[event.participant]?.presence.name;
      const had = presence === "present" || presence === "lost";
      const full = placesTaken(before) >= placesOf(before.mode);
      check(had || !full, `entry ${seq}: there is room for ${event.participant}`);
    }
  };

  const follow = () => {
    const fresh = readEntries([new Uint8Array(), ...lines.slice(1 + entries.length)]);
    let lastMs = elapsedMs;
    for (const read of fresh) {
      const entry = { ...read, seq: entries.length + 1, elapsedMs: elapsedMs + read.elapsedMs };
      lastMs = entry.elapsedMs;
      if (entry.event.type === "session.started") state ??= initialState(entry.event, 1);
      check(state !== undefined, "the log begins with its session");
      judge(state, entry);
      state = evolve(state, entry);
      entries.push(entry);
      if (entry.event.type === "output") terminal.write(entry.event.text);
      if (entry.event.type === "resized") terminal.resize(entry.event.cols, entry.event.rows);
    }
    elapsedMs = lastMs;
    for (const { event } of readEntries([new Uint8Array(), ...privateLines.slice(1 + hidden)])) {
      hidden += 1;
      if (state !== undefined) state = evolvePrivate(state, event);
    }
  };

  return {
    get state() {
      check(state !== undefined, "something was logged");
      return state;
    },
    entries,
    terminal,
    follow,
  };
}

/** Every keystroke sent, who sent it and what they were told. */
export interface Keys {
  /** A text nobody has sent before. */
  send(author: ParticipantId, write: (text: string) => Promise<CallResult>): void;
  /** Once nothing is under way: what the target was given is what the log says, in order and by whom it says. */
  check(entries: readonly Entry[], target: BenchTarget): void;
  readonly sent: number;
}

export function createKeys(): Keys {
  const authors: ParticipantId[] = [];
  const answers: (CallResult | undefined)[] = [];

  return {
    get sent() {
      return authors.length;
    },
    send(author, write) {
      const number = authors.length;
      authors.push(author);
      answers.push(undefined);
      void write(`<${number}>`).then((answer) => (answers[number] = answer));
    },
    check(entries, target) {
      const written = entries.flatMap(({ event }) =>
        event.type === "input.submitted" || event.type === "terminal.replied" ? [event] : [],
      );
      check(
        written.length === target.received.length,
        `the log has ${written.length} inputs and replies, the target ${target.received.length}`,
      );
      const taken = new Set<number>();
      for (const [i, event] of written.entries()) {
        const text = target.received[i] ?? "";
        check(utf8(text).length === event.bytes, `the log counts the bytes of input ${i}`);
        if (event.type === "terminal.replied") continue;
        for (const [, digits] of text.matchAll(/<(\d+)>/g)) {
          const number = Number(digits);
          check(!taken.has(number), `key ${number} was written once`);
          taken.add(number);
          check(authors[number] === event.participant, `key ${number} is attributed to who sent it`);
        }
      }
      for (const [number, answer] of answers.entries()) {
        if (answer?.ok === true) check(taken.has(number), `key ${number} was accepted, so it was written`);
        if (answer?.ok === false && answer.code !== "not-connected") {
          check(!taken.has(number), `key ${number} was refused (${answer.code}), so it was not written`);
        }
      }
    },
  };
}
