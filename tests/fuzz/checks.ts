import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import type { ParticipantId } from "../../shared/base/ids.ts";
import type { CallResult } from "../../shared/client/calls.ts";
import { placesOf } from "../../shared/events/mode.ts";
import type { Entry } from "../../shared/events/table.ts";
import { evolve, evolvePrivate, initialState } from "../../shared/state/evolve.ts";
import type { SessionState } from "../../shared/state/state.ts";
import { createControlWatch } from "../shared/state/watch.ts";
import { createTestTerminal, type TestTerminal } from "../engine/screen/support.ts";
import type { BenchTarget } from "../support/bench-target.ts";
import { check } from "../support/check.ts";
import { readEntries } from "../support/log.ts";

/** Lines that every terminal keeps here: enough to scroll back, few enough to lay out anew at every resize. */
export const scrollback = 100;

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
  /** What has to hold between two commands, at this wall time. */
  rest(nowMs: number): void;
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
  const watch = createControlWatch();
  let state: SessionState | undefined;
  let hidden = 0;
  let elapsedMs = 0;

  const judge = (before: SessionState, { seq, event }: Entry) => {
    if (event.type === "unknown") return;
    watch.see(before, event);
    if (event.type === "input.submitted") {
      check(before.recording !== "failed", `entry ${seq}: what is typed is recorded`);
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
    rest(nowMs) {
      if (state !== undefined) watch.rest(state, nowMs);
    },
  };
}

/** Everything sent to be typed, who sent it and what they were told. */
export interface Keys {
  /** A text nobody has sent before. */
  send(author: ParticipantId, write: (text: string) => Promise<CallResult>): void;
  /** A text nobody has sent before, of which it is not said whether it will be typed. */
  claim(author: ParticipantId): string;
  /** Once nothing is under way: what the target was given is what the log says, in order and by whom it says. */
  check(entries: readonly Entry[], target: BenchTarget): void;
  readonly sent: number;
}

/** What was given to a target must be this in the log. */
function written(entries: readonly Entry[]) {
  return entries.flatMap(({ event }) =>
    event.type === "input.submitted" || event.type === "terminal.replied" ? [event] : [],
  );
}

export function createKeys(): Keys {
  const authors: ParticipantId[] = [];
  const answers: (CallResult | undefined)[] = [];
  const taken = new Set<number>();
  /** Entries and inputs that were looked at before. */
  let seen = 0;
  let inputs = 0;

  const claim = (author: ParticipantId) => {
    answers.push(undefined);
    return `<${authors.push(author) - 1}>`;
  };

  return {
    get sent() {
      return authors.length;
    },
    claim,
    send(author, write) {
      const number = authors.length;
      void write(claim(author)).then((answer) => (answers[number] = answer));
    },
    check(entries, target) {
      const fresh = written(entries.slice(seen));
      const received = target.received.slice(inputs);
      check(
        fresh.length === received.length,
        `the log has ${fresh.length} more inputs and replies, the target ${received.length}`,
      );
      for (const [i, event] of fresh.entries()) {
        const text = received[i] ?? "";
        check(utf8(text).length === event.bytes, `the log counts the bytes of input ${inputs + i}`);
        if (event.type === "terminal.replied") continue;
        for (const [, digits] of text.matchAll(/<(\d+)>/g)) {
          const number = Number(digits);
          check(!taken.has(number), `key ${number} was written once`);
          taken.add(number);
          check(authors[number] === event.participant, `key ${number} is attributed to who sent it`);
        }
      }
      seen = entries.length;
      inputs = target.received.length;
      for (const [number, answer] of answers.entries()) {
        if (answer?.ok === true) check(taken.has(number), `key ${number} was accepted, so it was written`);
        if (answer?.ok === false && answer.code !== "not-connected") {
          check(!taken.has(number), `key ${number} was refused (${answer.code}), so it was not written`);
        }
      }
    },
  };
}
