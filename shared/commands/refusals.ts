import { type Rule, rules } from "../policy/rules.ts";

/** Refusals that are not the policy's: what was asked for is not possible or makes no sense. */
const facts = {
  malformed: "That is not a message this session understands.",
  "unknown-command": "There is no such command.",
  "no-such-participant": "Nobody of that name or id is in this session.",
  "no-such-request": "Nobody of that name or id is waiting to be let in.",
  "no-such-link": "There is no such link in this session.",
  "link-not-open": "That link is not open any more.",
  "expiry-out-of-range": "A link lasts between one minute and 30 days.",
  "too-many-links": "This session has as many links as it may have. Use one of them.",
  "not-yourself": "You cannot do that to yourself.",
  "control-not-used": "In this mode nobody has control: everybody who may type does.",
  "may-not-type": "They are here to watch. Allow them to type first.",
  "no-transfer": "The owner has switched the transfer of control off.",
  "control-too-long": "Nobody has control for that long here.",
  "already-asked": "You are waiting for control already.",
  "asked-too-soon": "Wait a few seconds before you ask for control again.",
  "queue-full": "Too many are waiting already.",
  "no-such-control-request": "Nobody like that is waiting for control.",
  "no-offer": "Nobody offers you control.",
  "too-many-here":
    "More people are here than that mode has room for. Allow for more, or remove somebody first.",
  "policy-records-observers":
    "Who watches is always on the record here; only an admin's policy can change that.",
  "lines-busy": "A line is running or somebody types raw input. Approve it when that is over.",
  "not-training": "Practice is part of training sessions. Start one with the type training.",
  "no-such-line": "There is no such line in the queue.",
  "no-line-runs": "No line is running.",
  "not-your-line": "That line is somebody else's.",
  "line-open": "Somebody types raw input just now.",
  "no-such-proposal": "There is no such open proposal.",
  "no-such-question": "There is no such open question.",
  "no-such-annotation": "There is no such annotation.",
  "no-such-bookmark": "There is no such bookmark.",
  "not-yours": "That is somebody else's.",
  "outside-screen": "That is outside the screen.",
  "too-many-notes": "There are too many of them. Remove some first.",
  "target-busy": "The target does not read what was typed so far. Wait, or interrupt it.",
  "target-gone": "The target is gone.",
  "nothing-changes": "It is already so.",
  "too-fast": "Too many commands at once. Slow down.",
  "no-screen": "The screen cannot be sent as a whole right now.",
  "not-connected": "The line to the session is down.",
} as const satisfies Record<string, string>;

export const refusals = { ...rules, ...facts } as const;

export type RefusalCode = keyof typeof refusals;

/** Why a command was not done: a fact or a rule, and its sentence. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}

export function refusal(code: RefusalCode | Rule, detail?: string): Refusal {
  return { code, message: detail === undefined ? refusals[code] : `${refusals[code]} ${detail}` };
}
