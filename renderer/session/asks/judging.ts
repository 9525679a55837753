import type { ParticipantId } from "../../../shared/base/ids.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import type { Proposal } from "../../../shared/state/notes-state.ts";
import { leads, peopleHere } from "../../../shared/state/selectors.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { nameList } from "../../ui/words.ts";

/** Whether this proposal is theirs to approve. With four eyes per command that is a witness's alone, and another's. */
export function mayApprove(
  state: SessionState,
  me: ParticipantId,
  { participant }: Pick<Proposal, "participant">,
): boolean {
  const judges = authorize(state, { kind: "participant", participant: me }, "judge").decision === "allow";
  if (!judges || !state.fourEyes.perCommand) return judges;
  return state.participants[me]?.witness === true && participant !== me;
}

/** Whether they may grant control now: a mentor takes it from nobody but the owner and whoever practises. */
export function mayGrant(state: SessionState, me: ParticipantId): boolean {
  if (!leads(state, me)) return false;
  const { holder, grant } = state.control;
  const own = me === state.owner || holder === me;
  return own || holder === null || holder === state.owner || grant?.practice === true;
}

/** Whether a pause is theirs to end, where there is one: the owner's, or whose it is. */
export function mayResume(state: SessionState, me: ParticipantId): boolean {
  return state.paused === null || me === state.owner || me === state.paused.by;
}

/** Who reads what this person proposes, and decides: as a sentence. */
export function whoDecides(state: SessionState, me: ParticipantId | undefined): string {
  const others = peopleHere(state).filter((each) => each.id !== me);
  if (!state.fourEyes.perCommand) {
    const mentor = others.some((each) => each.id !== state.owner && leads(state, each.id));
    return mentor ? "The owner or a mentor reads it and decides." : "The owner reads it and decides.";
  }
  const witnesses = others.filter((each) => each.witness).map((each) => each.name);
  if (witnesses.length > 0) {
    const verb = witnesses.length === 1 ? "reads it and decides" : "read it, and one of them decides";
    return `${nameList(witnesses)} ${verb}.`;
  }
  return me === state.owner
    ? "Nobody is named as a witness yet. Name somebody in the list of people: they read it and decide."
    : "A witness reads it and decides, once the owner has named one.";
}
