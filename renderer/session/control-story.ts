import type { ParticipantId } from "../../shared/base/ids.ts";
import type { EventOf } from "../../shared/events/table.ts";
import { usesToken } from "../../shared/state/control.ts";
import { holderTold } from "./control/holder-told.ts";
import { because, type Moment, nameIn } from "./news/moment.ts";

type ControlEvent = EventOf<
  | "control.requested"
  | "control.denied"
  | "control.expired"
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

/** Why a request came to nothing; undefined where another line tells. */
const expiries = {
  "mode-changed": "the mode changed",
  "not-permitted": "not allowed any more",
  gone: undefined,
  "session-ended": undefined,
} as const satisfies Record<EventOf<"control.expired">["why"], string | undefined>;

/** How control went, in a sentence; undefined where it says nothing that another line does not. */
export function controlText(event: ControlEvent, moment: Moment): string | undefined {
  const { before, after: state } = moment;
  const nameOf = (id: ParticipantId) => nameIn(moment, id);
  const what = usesToken(before) ? "the token" : "control";
  switch (event.type) {
    case "control.requested":
      return `${nameOf(event.participant)} asked for ${what}${because(event.reason)}`;
    case "control.denied":
      return `${nameOf(event.by)} denied ${what} to ${nameOf(event.participant)}${because(event.reason)}`;
    case "control.expired": {
      const why = expiries[event.why];
      if (why === undefined) return undefined;
      return `The request of ${nameOf(event.participant)} for ${what} expired: ${why}`;
    }
    case "control.offered":
      return isOffersBusiness(event, event.by, moment)
        ? `${nameOf(event.by)} offered ${what} to ${nameOf(event.to)}`
        : undefined;
    case "control.offer_ended":
      if (!isOffersBusiness(event, before.control.offer?.by, moment)) return undefined;
      if (event.why === "declined") return `${nameOf(event.to)} declined`;
      if (event.why === "withdrawn") return `The offer to ${nameOf(event.to)} was withdrawn`;
      return event.why === "lapsed" ? `The offer to ${nameOf(event.to)} lapsed` : undefined;
    case "control.granted": {
      const { practice, untilMs, to } = event;
      if (holderTold(state, moment.me) === "hidden") return `Somebody got ${what}`;
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

/** Where it is kept from the others who has control, it is kept from them who is about to. */
function isOffersBusiness(
  { to }: { readonly to: ParticipantId },
  by: ParticipantId | undefined,
  { after, me }: Moment,
): boolean {
  const told = after.mode.name !== "presenter" || after.mode.presenter_indicator;
  return told || me === after.owner || me === to || me === by;
}
