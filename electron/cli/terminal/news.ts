import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Entry } from "../../../shared/events/table.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { mayDo, seesHolder } from "./status-text.ts";

const whyReturned = {
  "handed-back": "you handed it back",
  reclaimed: "it was taken back",
  "time-up": "your time is up",
  idle: "you did not type for a while",
  "holder-lost": "your line was lost",
  "holder-gone": "you were gone",
  "not-permitted": "you may not type any more",
  "mode-changed": "the mode has changed",
} as const;

function because(reason: string | undefined): string {
  return reason === undefined ? "." : `: ${reason}`;
}

/** What somebody at a terminal is told of an event, in a sentence; undefined where it does not concern them. `state` has folded it. */
export function newsOf(event: Entry["event"], state: SessionState, me: ParticipantId): string | undefined {
  const nameOf = (id: ParticipantId) => state.participants[id]?.name ?? "Somebody";
  /** Whose proposal it is, where it is still known. */
  const proposer = (proposal: number) =>
    state.proposals.find((each) => each.proposal === proposal)?.participant;
  switch (event.type) {
    case "chat.sent":
      return `${nameOf(event.participant)}: ${event.text}`;
    case "control.offered": {
      if (event.to === me && event.awaits === "recipient") {
        // Whoever hands control on has it, and that may be kept from others.
        const by = event.by === state.owner || seesHolder(state, me) ? nameOf(event.by) : "Somebody";
        return `${by} offers you control: Ctrl-] y takes it, Ctrl-] n declines.`;
      }
      return event.awaits === "owner" && me === state.owner
        ? `${nameOf(event.by)} wants to hand control to ${nameOf(event.to)}: Ctrl-] g grants, Ctrl-] d denies.`
        : undefined;
    }
    case "control.requested": {
      if (event.participant === me || !mayDo(state, me, "give")) return undefined;
      const reason = event.reason === undefined ? "" : ` (${event.reason})`;
      return `${nameOf(event.participant)} asks for control for ${event.minutes} min${reason}: Ctrl-] g grants, Ctrl-] d denies.`;
    }
    case "control.granted":
      if (event.to === me) return "You have control.";
      if (seesHolder(state, me)) return `${nameOf(event.to)} has control.`;
      return event.from === me ? "Control is gone." : undefined;
    case "control.returned":
      return event.from === me && event.to !== me ? `Control is gone: ${whyReturned[event.why]}.` : undefined;
    case "control.denied":
      return event.participant === me ? `Control was denied${because(event.reason)}` : undefined;
    case "question.asked":
      return event.participant === me ? undefined : `${nameOf(event.participant)} asks: ${event.text}`;
    case "question.answered":
      return event.by === me ? undefined : `${nameOf(event.by)} answers: ${event.text}`;
    case "hand.raised":
      return event.participant === me ? undefined : `${nameOf(event.participant)} raises a hand.`;
    case "proposal.made":
      return mayDo(state, me, "judge") && event.participant !== me
        ? `${nameOf(event.participant)} proposes number ${event.proposal} (Ctrl-] v views it, Ctrl-] x rejects it): ${event.text}`
        : undefined;
    case "proposal.approved": {
      if (proposer(event.proposal) !== me || event.by === me) return undefined;
      const edited = event.text === undefined ? "" : `, as ${event.text}`;
      return `Your proposal ${event.proposal} was approved and typed${edited}.`;
    }
    case "proposal.rejected":
      return proposer(event.proposal) === me && event.by !== me
        ? `Your proposal ${event.proposal} was rejected${because(event.reason)}`
        : undefined;
    case "session.paused":
      return `${nameOf(event.by)} has paused the session.`;
    case "session.resumed":
      return "The session goes on.";
    default:
      return undefined;
  }
}
