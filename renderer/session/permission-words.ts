import type { Permissions, Role } from "../../shared/events/terms.ts";

/** Every permission as people read it, and as a list of deeds says it: "allowed typing to …". */
export const permissionWords = {
  allow_control_request: {
    label: "Ask for control",
    deed: "asking for control",
    hint: "They wait in the queue until you decide.",
  },
  allow_input: { label: "Type", deed: "typing", hint: "As the mode allows; and propose commands." },
  allow_chat: { label: "Chat", deed: "chat", hint: "And ask questions, and raise a hand." },
  allow_annotations: { label: "Draw over the screen", deed: "drawing", hint: "And set bookmarks." },
  allow_screenshots: {
    label: "Make pictures",
    deed: "pictures",
    hint: "Off: the screen is left out when the page is printed. Nothing can keep the system, or a phone, from taking one.",
  },
  allow_clipboard: { label: "Copy and paste", deed: "the clipboard", hint: undefined },
  allow_recording_access: {
    label: "Read the recording",
    deed: "the recording",
    hint: "Kept for when the recording is shared with them. Nothing does that yet.",
  },
} as const satisfies Record<
  keyof Permissions,
  { readonly label: string; readonly deed: string; readonly hint: string | undefined }
>;

export const roleWords = {
  owner: "Owner",
  participant: "Guest",
  observer: "Guest",
  mentor: "Mentor",
  trainee: "Trainee",
  incident_responder: "Responder",
} as const satisfies Record<Role, string>;

/** Behind "You are … now". */
export const nowRole = {
  participant: "a participant",
  observer: "an observer",
  mentor: "a mentor",
  trainee: "a trainee",
  incident_responder: "an incident responder",
} as const satisfies Record<Exclude<Role, "owner">, string>;

/** Roles by the names a menu offers. */
export const rolesOffered = [
  { value: "participant", label: "Participant" },
  { value: "observer", label: "Observer" },
  { value: "mentor", label: "Mentor" },
  { value: "trainee", label: "Trainee" },
  { value: "incident_responder", label: "Incident responder" },
] as const satisfies readonly { readonly value: Exclude<Role, "owner">; readonly label: string }[];
