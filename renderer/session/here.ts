import type { Participant, SessionState } from "../../shared/state/state.ts";

/** Everybody with a place, in the order a list shows them: the owner, then by when they joined. */
export function hereOf(participants: SessionState["participants"]): readonly Participant[] {
  return Object.values(participants)
    .filter((each) => each.presence.name === "present" || each.presence.name === "lost")
    .sort((a, b) => Number(b.role === "owner") - Number(a.role === "owner") || a.joinedAtMs - b.joinedAtMs);
}
