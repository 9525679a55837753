import type { ParticipantId } from "../../../shared/base/ids.ts";
import { isHere } from "../../../shared/state/selectors.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import type { Prng } from "../../support/prng.ts";

/** The table of who may type, said once more and differently than the policy does. */
export function mayType(state: SessionState, id: ParticipantId, kind = "key"): boolean {
  const who = state.participants[id];
  if (who === undefined || !isHere(state, id) || state.phase.name !== "running") return false;
  const { mode } = state;
  if (state.paused !== null && id !== state.owner && id !== state.paused.by) return false;
  if (state.fourEyes.required) {
    const seen = Object.values(state.participants).some(
      (each) => each.id !== id && each.witness && each.inView && each.presence.name === "present",
    );
    if (!seen || state.fourEyes.perCommand) return false;
  }
  if (mode.name === "view_only") return id === state.owner;
  if (mode.name === "presenter") return state.control.holder === id;
  if (id !== state.owner && !who.permissions.allow_input) return false;
  if (mode.input_merge_mode === "token") return state.control.holder === id;
  if (who.inputLapsed) return false;
  const isWhole = kind === "line" || kind === "interrupt";
  return mode.input_merge_mode === "interleaved" || isWhole || state.lines.open === id;
}

/** Given by the owner, since others are refused. */
export const owners: ReadonlySet<string> = new Set([
  "mode.set",
  "participant.remove",
  "participant.block",
  "participant.permit",
  "join.approve",
  "participant.role",
  "participant.witness",
  "sharing.switch",
  "session.four_eyes",
]);

/** Commands of people, and how often each is given. */
export const actWeights = {
  "control.request": 16,
  "control.cancel": 3,
  "control.approve": 8,
  "control.deny": 3,
  "control.transfer": 12,
  "control.accept": 8,
  "control.decline": 2,
  "control.withdraw": 2,
  "control.return": 4,
  "control.reclaim": 3,
  "input.key": 14,
  "input.focus": 2,
  "input.resume": 2,
  "line.submit": 6,
  "line.open": 3,
  "line.close": 2,
  "line.interrupt": 1,
  "proposal.make": 3,
  "proposal.approve": 3,
  "join.approve": 4,
  "participant.permit": 5,
  "participant.block": 0.1,
  "participant.role": 1,
  "participant.witness": 2,
  "presence.view": 2,
  "question.ask": 1,
  "question.answer": 1,
  "hand.raise": 1,
  "annotation.add": 2,
  "annotation.clear": 1,
  "bookmark.add": 1,
  "session.pause": 1,
  "session.resume": 2,
  "session.four_eyes": 0.05,
  "sharing.switch": 0.2,
  "mode.set": 3,
} as const;

/** An input for it that makes sense now and then. */
export function inputOf(
  name: string,
  prng: Prng,
  state: SessionState,
  other: ParticipantId | undefined,
): unknown {
  const minutes = prng.oneIn(3) ? {} : { minutes: prng.oneIn(4) ? prng.below(18) : 1 + prng.below(2) };
  const waits = prng.pick(state.control.queue)?.participant ?? other;
  switch (name) {
    case "control.request":
      return { ...minutes, reason: "to look at it" };
    case "control.approve":
      return { participant: state.control.offer?.to ?? waits, ...minutes, autoReturn: prng.oneIn(2) };
    case "control.deny":
      return { participant: waits };
    case "control.transfer":
      return { to: other, ...minutes, autoReturn: prng.oneIn(2), practice: prng.oneIn(4) };
    case "question.ask":
      return { text: "Why?" };
    case "question.answer":
      return { question: 1 + prng.below(state.counters.question + 1), text: "So." };
    case "annotation.add":
      return {
        shape: "box",
        seconds: prng.oneIn(2) ? 1 + prng.below(60) : null,
        where: { unit: "cells", points: [{ line: prng.below(30), col: prng.below(90) }] },
      };
    case "bookmark.add":
      return { label: "here" };
    case "input.key":
      return { data: "x" };
    case "input.focus":
      return { focused: true };
    case "line.submit":
    case "proposal.make":
      return { text: "ls -la" };
    case "proposal.approve":
      return { proposal: prng.pick(state.proposals)?.proposal ?? 1 };
    case "participant.permit":
      return {
        participant: other,
        allow_input: !prng.oneIn(3),
        allow_control_request: !prng.oneIn(4),
      };
    case "participant.remove":
      return { participant: other, rejoin: prng.oneIn(2) };
    case "join.approve":
      return { participant: prng.pick(Object.keys(state.joinRequests)) };
    case "participant.block":
      return { participant: other };
    case "participant.role":
      return { participant: other, role: prng.pick(["mentor", "participant", "observer"]) };
    case "participant.witness":
      return { participant: other, witness: !prng.oneIn(4) };
    case "presence.view":
      return { inView: prng.oneIn(2) };
    case "sharing.switch":
      return { on: state.sharing === "off" };
    case "session.four_eyes":
      return { perCommand: prng.oneIn(4) };
    case "mode.set":
      return { mode: modeOf(prng, 6, other) };
    default:
      return {};
  }
}

/** A mode by its name, with places for so many. */
export function modeOf(prng: Prng, places: number, other: ParticipantId | undefined): unknown {
  switch (prng.below(5)) {
    case 0:
      return { name: "view_only", max_viewers: places };
    case 1:
      return {
        name: "interactive",
        input_merge_mode: prng.pick(["interleaved", "queued", "token", "token"]),
        max_participants: places,
      };
    default:
      return {
        name: "presenter",
        max_viewers: places,
        initial_presenter: prng.oneIn(2) ? "owner" : other,
        transfer_requires_approval: !prng.oneIn(3),
        owner_input_reclaims: !prng.oneIn(3),
        owner_idle_minutes: prng.oneIn(2) ? 1 : null,
        auto_return_to_owner_seconds: prng.oneIn(4) ? 30 : 300,
      };
  }
}
