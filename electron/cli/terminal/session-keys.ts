import type { ParticipantId } from "../../../shared/base/ids.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import { rules } from "../../../shared/policy/rules.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { controlKeys } from "./keys/control-keys.ts";
import { lineKeys } from "./keys/line-keys.ts";
import { noteKeys } from "./keys/note-keys.ts";
import type { Call, Prompt, SessionKey } from "./keys/session-key.ts";

/** Commands of the session that have a key of their own in a terminal, behind the prefix: one table. */
export const sessionKeys: readonly SessionKey[] = [...controlKeys, ...lineKeys, ...noteKeys];

/** What a key comes to now: what it does, or why it does nothing, as a sentence. */
export type Pressed =
  | { readonly action: Call | Prompt; readonly done: string | undefined }
  | { readonly refused: string };

function pressed(
  { key, help, needs, done, does }: SessionKey,
  state: SessionState,
  me: ParticipantId,
): Pressed {
  if (needs !== undefined) {
    const { decision, rule } = authorize(state, { kind: "participant", participant: me }, needs);
    if (decision !== "allow") return { refused: rules[rule] };
  }
  const action = does(state, me);
  return action === undefined
    ? { refused: `Ctrl-] ${key} (${help}) means nothing just now.` }
    : { action, done };
}

/** Undefined: there is no such key. */
export function pressKey(key: string, state: SessionState, me: ParticipantId): Pressed | undefined {
  const known = sessionKeys.find((each) => each.key === key);
  return known === undefined ? undefined : pressed(known, state, me);
}

/** The keys that mean something now, with what they do, one a line. */
export function keysHelp(state: SessionState, me: ParticipantId): readonly string[] {
  return sessionKeys
    .filter((each) => "action" in pressed(each, state, me))
    .map(({ key, help }) => `${key} ${help}`);
}
