import type { ParticipantId } from "../../../shared/base/ids.ts";
import { mayPoint } from "../../../shared/policy/pointing.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import type { PointedAt } from "../../../shared/wire/messages.ts";

/** Where somebody points, and since when by this page's clock. */
export interface Pointed {
  readonly participant: ParticipantId;
  readonly at: PointedAt;
  readonly sinceMs: number;
}

/** A pointer that has not moved for so long is not shown any more: its owner has looked away. */
export const pointerShownMs = 5_000;

export function canPoint(state: SessionState, me: ParticipantId | undefined): boolean {
  return me !== undefined && mayPoint(state, me, null);
}
