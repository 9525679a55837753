/** Every rule a decision can name, with the sentence for whoever is told. */
export const rules = {
  "host-only": "Only the host itself does this.",
  "session-ended": "The session has ended.",
  "not-in-session": "You are not in this session.",
  "owner-does-this": "Only the owner of the session can do this.",
  "owner-ends": "The owner cannot leave; end the session instead.",
  "no-chat-permission": "The owner has switched chat off for you.",
  "no-input-permission": "You are here to watch; the owner has not allowed you to type.",
  "no-permission": "The owner has not allowed you to do this.",
  "no-request-permission": "The owner has not allowed you to ask for control.",
  "no-annotation-permission": "The owner has not allowed you to draw or set bookmarks.",
  "no-clipboard-permission": "The owner has not allowed you to copy from this session or paste into it.",
  "no-picture-permission": "The owner has not allowed you to make pictures of this session.",
  "no-chat-in-mode": "The owner has switched the chat off in this mode.",
  "not-controller": "Somebody else has control. Ask for it first.",
  "not-token-holder": "Somebody else has the token. Ask for it first.",
  "lines-only": "Lines are queued here: write a whole line and press Enter, or take an open line.",
  "not-queued": "Lines are not queued in this mode.",
  "input-lapsed": "You have not typed for a while, so typing is off for you. Ask again to go on.",
  paused: "The session is paused.",
  "four-eyes-missing": "Nobody types until a second person who was named as a witness is here and watching.",
  "four-eyes-commands": "Each command needs a second person's approval here: propose it.",
  "four-eyes-as-written":
    "A witness approves a command as it was proposed, and whole. Reject it where it should be another.",
  "holds-control": "You have control.",
  "owner-reclaims": "You are the owner: what you type takes control back.",
  "view-only-mode": "The session is view only: nobody but the owner types.",
  "recording-failed": "The recording cannot be written, so the session takes no input. The owner can end it.",
  "role-allows": "Your role allows this.",
  "permission-allows": "The owner has allowed you this.",
  "link-unknown": "This link is not one of this session.",
  "link-revoked": "This link was revoked. Ask for a new one.",
  "link-expired": "This link has expired. Ask for a new one.",
  "link-used-up": "This link has been used as often as it may be. Ask for a new one.",
  "link-allows": "The link lets people in.",
  "link-asks": "The owner lets people in one by one.",
  "session-full": "The session is full. Try again when somebody has left.",
  "waiting-room-full": "Too many people are waiting to be let in. Try again in a few minutes.",
  "sharing-off": "The owner has switched sharing off for now.",
  blocked: "You were blocked from this session.",
  "mode-asks": "The owner lets people in one by one in this mode.",
  "known-here": "You have a place in this session.",
  "removed-asks": "You were removed; the owner decides whether you come back.",
  "notice-not-accepted": "The session is recorded. Accept that to join.",
} as const satisfies Record<string, string>;

export type Rule = keyof typeof rules;

/** What the policy says, and by which rule. `ask`: somebody must be asked first. */
export interface Decision {
  readonly decision: "allow" | "deny" | "ask";
  readonly rule: Rule;
}

export const allow = (rule: Rule): Decision => ({ decision: "allow", rule });
export const deny = (rule: Rule): Decision => ({ decision: "deny", rule });
export const ask = (rule: Rule): Decision => ({ decision: "ask", rule });
