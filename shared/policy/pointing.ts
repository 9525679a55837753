import type { ParticipantId } from "../base/ids.ts";
import type { Place } from "../events/notes.ts";
import { isHere, pausedFor } from "../state/selectors.ts";
import type { SessionState } from "../state/state.ts";

/**
 * Whether the others may be shown this person's pointer, there. It is no input and no event, so it needs no permission;
 * the mode decides for viewers, and a pause stills whoever it holds.
 */
export function mayPoint(
  state: SessionState,
  who: ParticipantId,
  at: (Place & { readonly buffer: "main" | "alternate" }) | null,
): boolean {
  if (!isHere(state, who) || state.phase.name === "ended") return false;
  if (who !== state.owner) {
    if (pausedFor(state, who)) return false;
    if (state.mode.name === "view_only" && !state.mode.show_viewer_cursor) return false;
  }
  if (at === null) return true;
  return at.col <= state.size.cols && (at.buffer === "main" || at.line <= state.size.rows);
}
