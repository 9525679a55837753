import type { ParticipantId } from "../../shared/base/ids.ts";
import type { EventOf } from "../../shared/events/table.ts";
import type { SessionState } from "../../shared/state/state.ts";
import { usesToken } from "../../shared/state/control.ts";
import { fullName } from "../ui/person.ts";

type ControlEvent = EventOf<
  | "control.requested"
  | "control.denied"
  | "control.offered"
  | "control.offer_ended"
  | "control.granted"
  | "control.returned"
>;

const returns = {
  "handed-back": "handed back",
  reclaimed: "reclaimed",
  "time-up": "time up",
  idle: "no input",
  "holder-lost": "the line was lost",
  "holder-gone": "they left",
  "not-permitted": "not allowed any more",
  "mode-changed": "the mode changed",
} as const satisfies Record<EventOf<"control.returned">["why"], string>;

/** How control went, in a sentence; undefined where it says nothing that another line does not. */
export function controlText(
  event: ControlEvent,
  before: SessionState,
  state: SessionState,
): string | undefined {
  const nameOf = (id: ParticipantId) => {
    const person = state.participants[id] ?? before.participants[id];
    return person === undefined ? "Somebody" : fullName(person);
  };
  const what = usesToken(before) ? "the token" : "control";
  switch (event.type) {
    case "control.requested": {
      const reason = event.reason === undefined ? "" : `: ${event.reason}`;
      return `${nameOf(event.participant)} asked for ${what}${reason}`;
    }
    case "control.denied":
      return `${nameOf(event.by)} denied ${what} to ${nameOf(event.participant)}`;
    case "control.offered":
      return `${nameOf(event.by)} offered ${what} to ${nameOf(event.to)}`;
    case "control.offer_ended":
      if (event.why === "declined") return `${nameOf(event.to)} declined`;
      return event.why === "lapsed" ? `The offer to ${nameOf(event.to)} lapsed` : undefined;
    case "control.granted": {
      const { practice, untilMs, to } = event;
      const wallMs = state.wallOffsetMs + state.elapsedMs;
      const minutes = untilMs === null ? 0 : Math.max(1, Math.round((untilMs - wallMs) / 60_000));
      const time = minutes === 0 ? "" : ` for ${minutes} min`;
      return `${nameOf(to)} got ${what}${time}${practice ? ", to practise" : ""}`;
    }
    case "control.returned": {
      // A mode that begins tells of itself, and nothing was held.
      if (event.from === null || event.from === event.to) return undefined;
      if (event.why === "mode-changed") return undefined;
      const to = event.to === null ? `nobody has ${what}` : `${what} is back with ${nameOf(event.to)}`;
      return `${to.charAt(0).toUpperCase()}${to.slice(1)}: ${returns[event.why]}`;
    }
  }
}
