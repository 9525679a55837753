import type { ParticipantId } from "../../../shared/base/ids.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import type { Capability } from "../../../shared/policy/capabilities.ts";
import type { Participant, SessionState } from "../../../shared/state/state.ts";
import { holderTold } from "../control/holder-told.ts";

interface Seen {
  /** Who looks. */
  readonly me: ParticipantId | undefined;
  readonly inControl: boolean;
  readonly typing: boolean;
}

/** What somebody does, or may do, in a word or two; empty once the session has ended. */
export function doingOf(state: SessionState, person: Participant, { me, inControl, typing }: Seen): string {
  const may = (capability: Capability) =>
    authorize(state, { kind: "participant", participant: person.id }, capability).decision === "allow";
  if (state.phase.name === "ended") return "";
  if (typing) return "typing";
  if (!person.inView) return "away";
  if (inControl && state.control.grant?.practice === true) return "practises";
  if (inControl) return may("input") ? "may type" : "has control";
  if (person.inputLapsed) return "typing lapsed";
  if (may("queue")) return "queues lines";
  if (state.mode.name !== "presenter") return may("input") ? "may type" : "view only";
  // Whoever has control watches like everybody, for somebody who is not told.
  const hidden = holderTold(state, me) === "hidden" && state.control.holder === person.id;
  if (may("input") && !hidden && person.role !== "owner") return "may type";
  return person.permissions.allow_input || person.role === "owner" ? "watches" : "view only";
}
