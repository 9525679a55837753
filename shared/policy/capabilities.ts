import type { Grant, Permissions, Role } from "../events/terms.ts";

/** What somebody may be able to do in a session; every command asks for one. */
export const capabilities = {
  watch: "watch the session",
  chat: "write in the chat, ask questions and raise a hand",
  input: "type into the session",
  paste: "paste into the session",
  copy: "copy from the shared screen",
  picture: "make pictures of the shared screen",
  queue: "queue whole lines",
  propose: "propose what others type",
  ask: "ask for control",
  hold: "accept, decline and hand back control",
  give: "offer, grant and deny control",
  annotate: "draw over the screen and set bookmarks",
  answer: "answer questions",
  judge: "approve and reject what others propose",
  share: "make and revoke share links",
  admit: "let people in",
  moderate: "remove and block people and change what they may do",
  pause: "pause the session",
  steer: "change the mode and the size, and end the session",
  leave: "leave",
} as const satisfies Record<string, string>;

export type Capability = keyof typeof capabilities;

/**
 * `yes` and `no` by role alone, `training` by role in sessions of that type; a permission's name where the participant's
 * own permission decides.
 */
export type Standing = "yes" | "no" | "training" | keyof Permissions;

const guestStanding = {
  watch: "yes",
  chat: "allow_chat",
  input: "allow_input",
  paste: "allow_clipboard",
  copy: "allow_clipboard",
  picture: "allow_screenshots",
  queue: "allow_input",
  propose: "allow_input",
  ask: "allow_control_request",
  hold: "yes",
  give: "no",
  annotate: "allow_annotations",
  answer: "no",
  judge: "no",
  share: "no",
  admit: "no",
  moderate: "no",
  pause: "no",
  steer: "no",
  leave: "yes",
} as const satisfies Record<Capability, Standing>;

/** The one table of what a role may do. Modes, control, pauses and witnesses are judged after it. */
export const standings: Readonly<Record<Role, Readonly<Record<Capability, Standing>>>> = {
  owner: {
    watch: "yes",
    chat: "yes",
    input: "yes",
    paste: "yes",
    copy: "yes",
    picture: "yes",
    queue: "yes",
    propose: "yes",
    ask: "yes",
    hold: "yes",
    give: "yes",
    annotate: "yes",
    answer: "yes",
    judge: "yes",
    share: "yes",
    admit: "yes",
    moderate: "yes",
    pause: "yes",
    steer: "yes",
    leave: "no",
  },
  participant: guestStanding,
  observer: guestStanding,
  mentor: { ...guestStanding, give: "training", answer: "training", judge: "training", pause: "training" },
  trainee: guestStanding,
  incident_responder: guestStanding,
};

const nothing: Permissions = {
  allow_control_request: false,
  allow_input: false,
  allow_chat: false,
  allow_annotations: false,
  allow_screenshots: false,
  allow_clipboard: false,
  allow_recording_access: false,
};

/** The owner's, and a mentor's. */
export const ownerPermissions: Permissions = {
  allow_control_request: true,
  allow_input: true,
  allow_chat: true,
  allow_annotations: true,
  allow_screenshots: true,
  allow_clipboard: true,
  allow_recording_access: true,
};

/** What a link's grant gives, before the owner changes it. */
export const grants: Readonly<Record<Grant, { readonly role: Role; readonly permissions: Permissions }>> = {
  view: {
    role: "observer",
    permissions: { ...nothing, allow_control_request: true, allow_chat: true },
  },
  interact: {
    role: "participant",
    permissions: {
      ...nothing,
      allow_control_request: true,
      allow_chat: true,
      allow_input: true,
      allow_annotations: true,
      allow_clipboard: true,
    },
  },
};
