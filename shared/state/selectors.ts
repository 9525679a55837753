import type { ParticipantId } from "../base/ids.ts";
import type { LinkState, Participant, SessionState } from "./state.ts";

/** Wall time of the state's last entry, ms. */
export function atMs(state: SessionState): number {
  return Math.round(state.wallOffsetMs + state.elapsedMs);
}

export function participantByKey(state: SessionState, key: string): Participant | undefined {
  return Object.values(state.participants).find((each) => each.key === key);
}

/** Everybody with a place in the session: present, or with a lost line that may come back. */
export function peopleHere(state: SessionState): readonly Participant[] {
  return Object.values(state.participants).filter(
    (each) => each.presence.name === "present" || each.presence.name === "lost",
  );
}

/** Places taken against the mode's limit; the owner takes none. */
export function placesTaken(state: SessionState): number {
  return peopleHere(state).filter((each) => each.role !== "owner").length;
}

export function isHere(state: SessionState, id: ParticipantId): boolean {
  const presence = state.participants[id]?.presence.name;
  return presence === "present" || presence === "lost";
}

/** Whether somebody leads the session: its owner, and in training its mentors. */
export function leads(state: SessionState, id: ParticipantId): boolean {
  return (
    id === state.owner || (state.sessionType === "training" && state.participants[id]?.role === "mentor")
  );
}

/** Whether this person's screen stands still: everybody's but the owner's and, while they lead, that of whoever paused. */
export function pausedFor(state: SessionState, id: ParticipantId): boolean {
  if (state.paused === null || id === state.owner) return false;
  return state.paused.by !== id || !leads(state, id);
}

/**
 * Whether somebody other than this person watches whose presence lets a session with four eyes take input. Whose screen
 * stands still watches nothing.
 */
export function hasWitness(state: SessionState, besides: ParticipantId): boolean {
  return Object.values(state.participants).some(
    ({ id, witness, presence, inView }) =>
      witness && id !== besides && presence.name === "present" && inView && !pausedFor(state, id),
  );
}

/** Why nobody new comes in by this link at that time, or undefined where they do. */
export function linkClosed(link: LinkState, wallMs: number): "revoked" | "expired" | "used-up" | undefined {
  if (link.status !== "open") return link.status;
  if (link.expiresAtMs <= wallMs) return "expired";
  if (link.maxUses !== null && link.uses >= link.maxUses) return "used-up";
  return undefined;
}
