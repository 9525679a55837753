import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Random } from "../../../shared/base/ports.ts";
import type { Refusal } from "../../../shared/commands/refusals.ts";
import { commands, isPeerCommand, type PeerCommandName } from "../../../shared/commands/table.ts";
import { type Explanation, explain, explainAll, isCapability } from "../../../shared/policy/explain.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { judge, peerCall } from "../session/call.ts";
import { likelyInputs } from "./likely-input.ts";

/** An explanation of one command: the policy's word, and what would become of it just now. */
export interface CommandExplanation extends Explanation {
  readonly command: PeerCommandName;
  readonly title: string;
  /** What it was tried with, where the policy allows it: as asked, or the first that would be done, else the likeliest. */
  readonly input?: unknown;
  /** Where the policy allows it and it would be refused all the same; with nothing asked for, whatever it was about. */
  readonly refusal?: Refusal;
}

export interface ExplainFacts {
  readonly wallMs: number;
  readonly random: Random;
}

function explainCommand(
  state: SessionState,
  participant: ParticipantId,
  name: PeerCommandName,
  given: unknown,
  { wallMs, random }: ExplainFacts,
): CommandExplanation {
  const { title, capability } = commands[name];
  const said = explain(state, participant, capability);
  const told = { ...said, command: name, title };
  if (said.decision !== "allow") return told;
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
  // Deciding it on a copy of the state says what would become of it, and changes nothing.
  const tried = (given === undefined ? likelyInputs(state, participant, name) : [given]).map((input) => ({
    input,
    judged: judge(state, peerCall(participant, name, input), facts),
  }));
  const best = tried.find(({ judged }) => judged.ok) ?? tried[0];
  if (best === undefined) return told;
  const { input, judged } = best;
  return judged.ok ? { ...told, input } : { ...told, input, refusal: judged.error };
}

/**
 * What somebody may do in this state and which rule says so: everything, or one action, which is a capability or a
 * command by its name, with this input or with any. Undefined where there is no such action.
 */
export function explainAction(
  state: SessionState,
  participant: ParticipantId,
  { action, input }: { readonly action: string | undefined; readonly input?: unknown },
  facts: ExplainFacts,
): readonly (Explanation | CommandExplanation)[] | undefined {
  if (action === undefined) return explainAll(state, participant);
  if (isPeerCommand(action)) return [explainCommand(state, participant, action, input, facts)];
  return isCapability(action) ? [explain(state, participant, action)] : undefined;
}
