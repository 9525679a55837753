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
  "target-busy": "The target does not read what was typed so far. Wait, or interrupt it.",
  "target-gone": "The target is gone.",
  "nothing-changes": "It is already so.",
  "too-fast": "Too many commands at once. Slow down.",
  "no-screen": "The screen cannot be sent as a whole right now.",
  "scrollback-withheld": "The owner shows joiners the screen only, not what came before.",
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
