import { usesToken } from "../../../shared/state/control.ts";
import type { EventOf } from "../../../shared/events/table.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { holderTold } from "../control/holder-told.ts";
import { because, isMine, type Moment, nameIn, type Tellers } from "./moment.ts";

/** What is asked for, offered and held here. */
const what = (state: SessionState) => (usesToken(state) ? "the token" : "control");

/** Why a request came to nothing by itself; undefined where whoever asked knows, or reads it elsewhere. */
const expiries = {
  "mode-changed": "the mode changed",
  "not-permitted": "you may not ask any more",
  gone: undefined,
  "session-ended": undefined,
} as const satisfies Record<EventOf<"control.expired">["why"], string | undefined>;

/** Who has control after it, to whoever is told; the one it went to is not named where that is kept from them. */
function nowHas(moment: Moment): string {
  const { after, me } = moment;
  const holder = holderTold(after, me);
  if (holder === null) return `Nobody has ${what(after)} now`;
  if (holder === "hidden") return `Somebody has ${what(after)} now`;
  return `${nameIn(moment, holder)} has ${what(after)} now`;
}

/** To whoever offered control, and to whom it was offered. */
function offerEnded(event: EventOf<"control.offer_ended">, moment: Moment): string | undefined {
  const { before, me } = moment;
  const { offer } = before.control;
  const to = nameIn(moment, event.to);
  if (offer === null) return undefined;
  if (me === offer.by) {
    switch (event.why) {
      case "declined":
        return `${to} declined control`;
      case "lapsed":
        return offer.awaits === "owner"
          ? "Nobody answered, so you keep control"
          : `${to} did not answer, so the offer of control lapsed`;
      case "denied":
        return `The owner did not agree to hand control to ${to}`;
      case "gone":
        return `${to} is gone, and the offer of control with them`;
      default:
        return undefined;
    }
  }
  if (me !== event.to || offer.awaits !== "recipient") return undefined;
  if (event.why === "lapsed") return "The offer of control lapsed";
  return event.why === "withdrawn" ? "The offer of control was withdrawn" : undefined;
}

export const controlTellers: Tellers = {
  "control.requested": (event, moment) =>
    event.participant !== moment.me && isMine(moment, "give")
      ? `${nameIn(moment, event.participant)} asks for ${what(moment.after)}${because(event.reason)}`
      : undefined,
  "control.denied": (event, { before, me }) =>
    event.participant === me
      ? `Your request for ${what(before)} was denied${because(event.reason)}`
      : undefined,
  "control.expired": (event, { before, me }) => {
    const why = expiries[event.why];
    return event.participant === me && why !== undefined
      ? `Your request for ${what(before)} expired: ${why}`
      : undefined;
  },
  "control.offered": (event, moment) =>
    event.to === moment.me && event.awaits === "recipient"
      ? `${nameIn(moment, event.by)} offers you control${because(event.reason)}`
      : undefined,
  "control.offer_approved": (_event, moment) => {
    const { offer } = moment.after.control;
    return offer !== null && offer.to === moment.me
      ? `${nameIn(moment, offer.by)} offers you control`
      : undefined;
  },
  "control.offer_ended": offerEnded,
  "control.granted": (event, moment) =>
    event.to === moment.me ? `You have ${what(moment.after)} now` : nowHas(moment),
  "control.returned": (event, moment) => {
    if (event.from === event.to || event.why === "mode-changed") return undefined;
    if (event.to === moment.me) return `You have ${what(moment.before)} again`;
    if (event.from === moment.me) return `You do not have ${what(moment.before)} any more`;
    return nowHas(moment);
  },
  "participant.disconnected": (event, moment) =>
    holderTold(moment.after, moment.me) === event.participant
      ? `${nameIn(moment, event.participant)}, who has ${what(moment.after)}, lost the line`
      : undefined,
  "participant.connected": (event, moment) =>
    holderTold(moment.after, moment.me) === event.participant && moment.me !== event.participant
      ? `${nameIn(moment, event.participant)}, who has ${what(moment.after)}, is back`
      : undefined,
};
