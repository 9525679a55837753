import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { SessionState } from "../../../shared/state/state.ts";

/**
 * Who has control, as far as this person is told. `hidden`: somebody who is not the owner, and the owner keeps to
 * themselves and whoever it is who that is.
 */
export function holderTold(
  state: SessionState,
  me: ParticipantId | undefined,
): ParticipantId | null | "hidden" {
  const { control, mode, owner } = state;
  const { holder } = control;
  if (mode.name !== "presenter" || mode.presenter_indicator) return holder;
  if (holder === null || holder === owner || holder === me || me === owner) return holder;
  return "hidden";
}
