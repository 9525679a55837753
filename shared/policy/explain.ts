import type { ParticipantId } from "../base/ids.ts";
import type { SessionState } from "../state/state.ts";
import { authorize } from "./authorize.ts";
import { capabilities, type Capability } from "./capabilities.ts";
import { type Decision, type Rule, rules } from "./rules.ts";

/** What the policy says about one thing somebody might do, and why. */
export interface Explanation {
  readonly capability: Capability;
  /** In words: "type into the session". */
  readonly what: string;
  readonly decision: Decision["decision"];
  readonly rule: Rule;
  /** The rule's sentence, as whoever is refused reads it. */
  readonly message: string;
}

export const capabilityNames = Object.keys(capabilities) as readonly Capability[];

export function isCapability(name: string): name is Capability {
  return Object.hasOwn(capabilities, name);
}

/** May this participant do what needs this capability, now, and which rule says so? The same function decides that guards the session. */
export function explain(
  state: SessionState,
  participant: ParticipantId,
  capability: Capability,
): Explanation {
  const { decision, rule } = authorize(state, { kind: "participant", participant }, capability);
  return { capability, what: capabilities[capability], decision, rule, message: rules[rule] };
}

/** The whole of it, in the order of the table of capabilities. */
export function explainAll(state: SessionState, participant: ParticipantId): readonly Explanation[] {
  return capabilityNames.map((capability) => explain(state, participant, capability));
}
