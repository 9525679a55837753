import { type Permissions, permissionNames } from "../../../shared/events/terms.ts";
import { nowRole } from "../permission-words.ts";
import { because, isMine, nameIn, type Tellers } from "./moment.ts";

/** A right of my own as it comes and goes. */
const rights = {
  allow_input: { given: "You may type now", taken: "You may not type any more" },
  allow_control_request: {
    given: "You may ask for control now",
    taken: "You may not ask for control any more",
  },
  allow_annotations: { given: "You may draw over the screen now", taken: "You may not draw any more" },
  allow_clipboard: { given: "You may copy and paste now", taken: "You may not copy and paste any more" },
  allow_chat: { given: "You may write in the chat now", taken: "You may not write in the chat any more" },
  allow_screenshots: {
    given: "You may make pictures now",
    taken: "You may not make pictures any more",
  },
  // Nothing is to be read before the session is over.
  allow_recording_access: undefined,
} as const satisfies Record<
  keyof Permissions,
  { readonly given: string; readonly taken: string } | undefined
>;

/** The one that matters most comes first: a role brings several at once. */
const order = ["allow_input", ...permissionNames.filter((name) => name !== "allow_input")] as const;

export const peopleTellers: Tellers = {
  "join.requested": (event, moment) =>
    isMine(moment, "admit") ? `${event.name} asks to be let in` : undefined,
  "participant.blocked": (event, moment) =>
    event.participant === moment.me || event.by === moment.me
      ? undefined
      : `${nameIn(moment, event.participant)} was blocked${because(event.reason)}`,
  "permission.changed": (event, { before, me }) => {
    if (event.participant !== me) return undefined;
    const was = before.participants[event.participant]?.permissions;
    for (const name of order) {
      const now = event.permissions[name];
      const words = rights[name];
      if (now === undefined || now === was?.[name] || words === undefined) continue;
      return now ? words.given : words.taken;
    }
    return undefined;
  },
  "role.changed": (event, { me }) =>
    event.participant === me ? `You are ${nowRole[event.role]} now` : undefined,
  "witness.named": (event, { me }) => {
    if (event.participant !== me) return undefined;
    return event.witness ? "You were named as a witness" : "You are no witness any more";
  },
  "input.lapsed": (event, { me }) =>
    event.participant === me ? "Typing is off for you. Ask again to go on." : undefined,
};
