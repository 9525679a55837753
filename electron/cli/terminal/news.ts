import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Entry } from "../../../shared/events/table.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { mayDo } from "./status-text.ts";

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

/** What somebody at a terminal is told of an event, in a sentence; undefined where it does not concern them. `state` has folded it. */
export function newsOf(event: Entry["event"], state: SessionState, me: ParticipantId): string | undefined {
  const nameOf = (id: ParticipantId) => state.participants[id]?.name ?? "Somebody";
  switch (event.type) {
    case "chat.sent":
      return `${nameOf(event.participant)}: ${event.text}`;
    case "control.offered":
      if (event.to === me && event.awaits === "recipient") {
        return `${nameOf(event.by)} offers you control: Ctrl-] y takes it, Ctrl-] n declines.`;
      }
      return event.awaits === "owner" && me === state.owner
        ? `${nameOf(event.by)} wants to hand control to ${nameOf(event.to)}: tandem control approve says yes.`
        : undefined;
    case "control.requested": {
      if (event.participant === me || !mayDo(state, me, "give")) return undefined;
      const reason = event.reason === undefined ? "" : ` (${event.reason})`;
      return `${nameOf(event.participant)} asks for control for ${event.minutes} min${reason}: Ctrl-] g grants, Ctrl-] d denies.`;
    }
    case "control.granted":
      return event.to === me ? "You have control." : `${nameOf(event.to)} has control.`;
    case "control.returned":
      return event.from === me && event.to !== me ? `Control is gone: ${whyReturned[event.why]}.` : undefined;
    case "control.denied":
      if (event.participant !== me) return undefined;
      return event.reason === undefined ? "Control was denied." : `Control was denied: ${event.reason}`;
    case "question.asked":
      return event.participant === me ? undefined : `${nameOf(event.participant)} asks: ${event.text}`;
    case "question.answered":
      return event.by === me ? undefined : `${nameOf(event.by)} answers: ${event.text}`;
    case "hand.raised":
      return event.participant === me ? undefined : `${nameOf(event.participant)} raises a hand.`;
    case "proposal.made":
      return mayDo(state, me, "judge") && event.participant !== me
        ? `${nameOf(event.participant)} proposes number ${event.proposal}: ${event.text}`
        : undefined;
    case "session.paused":
      return `${nameOf(event.by)} has paused the session.`;
    case "session.resumed":
      return "The session goes on.";
    default:
      return undefined;
  }
}
