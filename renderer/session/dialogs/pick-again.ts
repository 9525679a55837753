import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { SessionState } from "../../../shared/state/state.ts";

/** In a list of people, in the place of whoever was picked and cannot be any more. */
export function pickAgain(
  people: SessionState["participants"],
  picked: ParticipantId,
  why: "is gone" | "has it already",
) {
  return { value: picked, label: `${people[picked]?.name ?? "Somebody"} ${why}. Pick somebody else.` };
}
