import type { ParticipantId } from "../../shared/base/ids.ts";
import type { Clock } from "../../shared/base/ports.ts";
import { maxMessageBytes } from "../../shared/channel/connection.ts";
import type { Entry, EventOf } from "../../shared/events/table.ts";
import { encodeSnapshot } from "../../shared/wire/log-frames.ts";
import type { BenchTarget } from "../support/bench-target.ts";
import { check } from "../support/check.ts";
import { type TestSession, testSize } from "../support/session.ts";
import type { Besieger } from "./besieger.ts";
import { checkEqual, createWitness, type Keys } from "./checks.ts";

/** What a stranger may be the subject of, who was given nothing. */
const strangersEvents: ReadonlySet<string> = new Set([
  "join.requested",
  "join.denied",
  "join.lapsed",
  "participant.joined",
  "participant.connected",
  "participant.disconnected",
  "participant.left",
  "participant.removed",
  "participant.blocked",
  "participant.active",
  "view.changed",
  "chat.sent",
  "question.asked",
  "question.closed",
  "hand.raised",
  "hand.lowered",
  "control.requested",
  "control.denied",
  "control.cancelled",
  "control.expired",
]);

/** Nobody's but the owner's: where people are, and what only the private file says. */
const secrets = /203\.0\.113\.|198\.51\.100\.|participant\.address|checkpoint\.salt|"addresses":\{"/;

export interface VerdictOptions {
  readonly test: TestSession;
  readonly target: BenchTarget;
  readonly clock: Clock;
  readonly keys: Keys;
  /** Strangers to whom the owner gave something, or a rule of the owner's did. */
  readonly trusted: Set<ParticipantId>;
  /** Joiners are shown nothing of what was there before. */
  readonly hidesPast: boolean;
}

/** Everything that must hold while strangers are about. */
export interface Verdict {
  /** What came about, so that a siege in which nothing happens is told apart from one that holds. */
  readonly seen: ReadonlySet<string>;
  /** Somebody of this key is a stranger. */
  watch(key: string): void;
  /** What a stranger is told; judged at the next look, once everybody has come to rest. */
  listen(besieger: Besieger, text: string): void;
  /** Throws at the first thing that does not hold. */
  look(besiegers: readonly Besieger[]): void;
}

export function createVerdict({ test, target, clock, keys, trusted, hidesPast }: VerdictOptions): Verdict {
  const { session } = test;
  const witness = createWitness(test.lines, test.privateLines, testSize);
  const strangerKeys = new Set<string>();
  const strangers = new Set<ParticipantId>();
  const seen = new Set<string>();
  const leaks: string[] = [];
  let looked = 0;
  let looks = 0;

  const note = (event: Entry["event"]) => {
    seen.add(event.type);
    if (event.type !== "mode.changed") return;
    const merge = event.mode.name === "interactive" ? ` ${event.mode.input_merge_mode}` : "";
    seen.add(`mode ${event.mode.name}${merge}`);
  };

  /** By an owner who is idle and has it so; or offered or handed on by somebody who was lent it. */
  const isGiven = (event: EventOf<"control.granted"> | EventOf<"control.offered">): boolean =>
    trusted.has(event.by) || (event.type === "control.granted" && event.via === "queue");

  const judgeEntry = ({ seq, event }: Entry) => {
    if (event.type === "unknown") return;
    note(event);
    if (event.type === "participant.joined" || event.type === "join.requested") {
      if (strangerKeys.has(event.key)) strangers.add(event.participant);
    }
    if ((event.type === "control.granted" || event.type === "control.offered") && isGiven(event)) {
      trusted.add(event.to);
    }
    const named = [
      "participant" in event ? event.participant : undefined,
      "by" in event ? event.by : undefined,
      "to" in event ? event.to : undefined,
      "from" in event ? event.from : undefined,
    ];
    for (const who of named) {
      if (who === undefined || who === null || !strangers.has(who)) continue;
      seen.add(`a stranger: ${event.type}`);
      check(
        trusted.has(who) || strangersEvents.has(event.type),
        `entry ${seq}: a stranger whom nobody gave anything is not in ${event.type}`,
      );
    }
  };

  const judgeState = () => {
    const { state } = session;
    for (const who of [state.control.holder, state.control.offer?.to, state.lines.open]) {
      const isStranger = who !== undefined && who !== null && strangers.has(who) && !trusted.has(who);
      check(!isStranger, "no stranger holds what nobody gave them");
    }
    for (const each of Object.values(state.participants)) {
      if (!strangers.has(each.id) || trusted.has(each.id)) continue;
      const watches = !each.permissions.allow_input && !each.witness && each.role === "observer";
      check(watches, "a stranger watches");
    }
    // It takes a millisecond, and grows by people.
    if (looks++ % 4 === 0) {
      check(encodeSnapshot(state).length <= maxMessageBytes.log, "the state fits a message");
    }
    check(state.phase.name === "running", "the session goes on");
  };

  const noteLine = ({ line }: Besieger) => {
    const closed = line.closed();
    if (closed !== undefined) seen.add(`closed: ${closed}`);
    for (const told of line.heard) {
      if (told.t === "answer" && !told.ok) seen.add(`refused: ${told.code}`);
      if (told.t === "refused") seen.add(`turned away: ${told.code}`);
    }
  };

  return {
    seen,
    watch: (key) => void strangerKeys.add(key),
    listen(besieger, text) {
      const found = secrets.exec(text);
      if (found !== null) leaks.push(`is told ${found[0]}`);
      if (text.includes("hush-")) leaks.push("is shown what was there in a pause alone");
      if (!hidesPast) return;
      for (const [, number] of text.matchAll(/past-(\d+);/g)) {
        if (Number(number) < besieger.since.said) leaks.push("is shown what was there before they came");
      }
    },
    look(besiegers) {
      witness.follow();
      for (const entry of witness.entries.slice(looked)) judgeEntry(entry);
      looked = witness.entries.length;
      witness.rest(clock.wallMs());
      checkEqual(witness.state, session.state, "the fold of the log is the host's state");
      keys.check(witness.entries, target);
      judgeState();
      check(leaks.length === 0, `a stranger ${leaks[0]}`);
      for (const each of besiegers) {
        each.judge();
        noteLine(each);
      }
    },
  };
}
