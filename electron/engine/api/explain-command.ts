import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Random } from "../../../shared/base/ports.ts";
import { safeParse } from "../../../shared/base/parse.ts";
import { commands, isPeerCommand, type PeerCommandName } from "../../../shared/commands/table.ts";
import { type Explanation, explain, explainAll, isCapability } from "../../../shared/policy/explain.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { judge, peerCall } from "../session/call.ts";

/** An explanation of one command: the policy's word, and for commands without words of their own whether it would be done now. */
export interface CommandExplanation extends Explanation {
  readonly command: PeerCommandName;
  readonly title: string;
  /** Where the policy allows it and it would be refused all the same, just now. */
  readonly refusal?: { readonly code: string; readonly message: string };
}

function explainCommand(
  state: SessionState,
  participant: ParticipantId,
  name: PeerCommandName,
  { wallMs, random }: { readonly wallMs: number; readonly random: Random },
): CommandExplanation {
  const { title, capability, input } = commands[name];
  const said = explain(state, participant, capability);
  const told = { ...said, command: name, title };
  if (said.decision !== "allow" || !safeParse(input, {}).success) return told;
  // It takes no words: deciding it on a copy of the state says what would become of it, and changes nothing.
  const facts = {
    wallMs,
    random,
    targetBusy: false,
    shellBusy: false,
    leftovers: false,
    bracketedPaste: false,
    screenTop: 0,
    buffer: "main",
  } as const;
  const judged = judge(state, peerCall(participant, name, {}), facts);
  if (judged.ok) return told;
  const { code, message } = judged.error;
  return { ...told, refusal: { code, message } };
}

/**
 * What somebody may do in this state and which rule says so: everything, or one action, which is a capability or a
 * command by its name. Undefined where there is no such action.
 */
export function explainAction(
  state: SessionState,
  participant: ParticipantId,
  action: string | undefined,
  facts: { readonly wallMs: number; readonly random: Random },
): readonly (Explanation | CommandExplanation)[] | undefined {
  if (action === undefined) return explainAll(state, participant);
  if (isPeerCommand(action)) return [explainCommand(state, participant, action, facts)];
  return isCapability(action) ? [explain(state, participant, action)] : undefined;
}
