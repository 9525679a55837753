import type { ParticipantId } from "../../shared/base/ids.ts";
import type { Entry } from "../../shared/events/table.ts";
import { usesToken } from "../../shared/state/control.ts";
import type { SessionState } from "../../shared/state/state.ts";
import { fullName } from "../ui/person.ts";
import { modeText } from "./mode-words.ts";

/** What a screen reader is told when it happens: what changes what I can do, who comes and goes, who speaks to me. */
export function announcementOf(
  entry: Entry,
  before: SessionState,
  after: SessionState,
  me: ParticipantId | undefined,
): string | undefined {
  const { event } = entry;
  const nameOf = (id: ParticipantId) => {
    const person = after.participants[id];
    return person === undefined ? "Somebody" : fullName(person);
  };
  switch (event.type) {
    case "participant.joined":
      return event.participant === me || isQuiet(after, me)
        ? undefined
        : `${nameOf(event.participant)} joined`;
    case "participant.left":
      return event.participant === me || isQuiet(after, me) ? undefined : `${nameOf(event.participant)} left`;
    case "participant.removed":
      return event.participant === me ? undefined : `${nameOf(event.participant)} was removed`;
    case "join.requested":
      return me === after.owner ? `${event.name} asks to be let in` : undefined;
    case "permission.changed": {
      if (event.participant !== me) return undefined;
      const was = before.participants[event.participant]?.permissions;
      const { allow_input, allow_chat } = event.permissions;
      if (allow_input !== undefined && allow_input !== was?.allow_input) {
        return allow_input ? "You may type now" : "You may not type any more";
      }
      const { allow_control_request, allow_annotations } = event.permissions;
      if (allow_control_request !== undefined && allow_control_request !== was?.allow_control_request) {
        return allow_control_request ? "You may ask for control now" : "You may not ask for control any more";
      }
      if (allow_annotations !== undefined && allow_annotations !== was?.allow_annotations) {
        return allow_annotations ? "You may draw over the screen now" : "You may not draw any more";
      }
      if (allow_chat !== undefined && allow_chat !== was?.allow_chat) {
        return allow_chat ? "You may write in the chat now" : "You may not write in the chat any more";
      }
      return undefined;
    }
    case "mode.changed":
      return `The session is ${modeText(event.mode.name)} now`;
    case "chat.sent":
      return me !== undefined && event.participant !== me && event.mentions.includes(me)
        ? `${nameOf(event.participant)} mentions you: ${event.text}`
        : undefined;
    case "control.granted": {
      const what = usesToken(after) ? "the token" : "control";
      if (event.to === me) return `You have ${what} now`;
      return `${nameOf(event.to)} has ${what} now`;
    }
    case "control.returned": {
      const what = usesToken(before) ? "the token" : "control";
      if (event.from === event.to || event.why === "mode-changed") return undefined;
      if (event.to === me) return `You have ${what} again`;
      if (event.from === me) return `You do not have ${what} any more`;
      return event.to === null ? `Nobody has ${what} now` : `${nameOf(event.to)} has ${what} now`;
    }
    case "control.offered":
      return event.to === me && event.awaits === "recipient"
        ? `${nameOf(event.by)} offers you control`
        : undefined;
    case "control.offer_approved": {
      const { offer } = after.control;
      return offer !== null && offer.to === me ? `${nameOf(offer.by)} offers you control` : undefined;
    }
    case "control.requested":
      return me === after.owner && event.participant !== me
        ? `${nameOf(event.participant)} asks for control`
        : undefined;
    case "control.denied":
      return event.participant === me ? "Your request for control was denied" : undefined;
    case "proposal.made":
      return me === after.owner ? `${nameOf(event.participant)} proposes a command` : undefined;
    case "proposal.approved":
    case "proposal.rejected": {
      const proposal = before.proposals.find((each) => each.proposal === event.proposal);
      if (proposal?.participant !== me || me === undefined) return undefined;
      return event.type === "proposal.approved" ? "Your command was typed" : "Your command was rejected";
    }
    case "question.asked":
      return me === after.owner ? `${nameOf(event.participant)} asks: ${event.text}` : undefined;
    case "question.answered": {
      const question = after.questions.find((each) => each.question === event.question);
      return question?.participant === me && event.by !== me
        ? `Your question was answered: ${event.text}`
        : undefined;
    }
    case "hand.raised":
      return me === after.owner ? `${nameOf(event.participant)} raised a hand` : undefined;
    case "session.paused":
      return event.by === me ? undefined : `The session is paused by ${nameOf(event.by)}`;
    case "session.resumed":
      return event.by === me ? undefined : "The session goes on";
    case "input.lapsed":
      return event.participant === me ? "Typing is off for you. Ask again to go on." : undefined;
    case "four_eyes.required":
      return "A second person has to watch from now on";
    case "recording.failed":
      return "The recording failed. Nobody can type.";
    case "session.ended":
      return "The session has ended";
    default:
      return undefined;
  }
}

/** An owner who asked not to be told who comes and goes reads it in the list. */
function isQuiet(state: SessionState, me: ParticipantId | undefined): boolean {
  return state.mode.name === "view_only" && !state.mode.notify_owner && me === state.owner;
}
