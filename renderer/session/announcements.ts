import type { ParticipantId } from "../../shared/base/ids.ts";
import type { Entry } from "../../shared/events/table.ts";
import type { SessionState } from "../../shared/state/state.ts";
import { fullName } from "../ui/person.ts";
import { modeText } from "./activity.ts";
import { mentions } from "./panel/mentions.ts";

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
      return event.participant === me ? undefined : `${nameOf(event.participant)} joined`;
    case "participant.left":
      return event.participant === me ? undefined : `${nameOf(event.participant)} left`;
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
      if (allow_chat !== undefined && allow_chat !== was?.allow_chat) {
        return allow_chat ? "You may write in the chat now" : "You may not write in the chat any more";
      }
      return undefined;
    }
    case "mode.changed":
      return `The session is ${modeText(event.mode.name)} now`;
    case "chat.sent": {
      if (me === undefined || event.participant === me) return undefined;
      const named = mentions(event.text, Object.values(after.participants), me);
      return named ? `${nameOf(event.participant)} mentions you: ${event.text}` : undefined;
    }
    case "recording.failed":
      return "The recording failed. Nobody can type.";
    case "session.ended":
      return "The session has ended";
    default:
      return undefined;
  }
}
