import type { ParticipantId } from "../../../shared/base/ids.ts";
import { idleMs } from "../../../shared/state/deadlines.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { clockOf } from "./clock-text.ts";

/** Before somebody is disconnected for being away they are asked whether they are there. */
const warnBeforeMs = 2 * 60_000;

/** When the warning is due, wall ms of the host; undefined where nobody is disconnected for being away. */
export function warnsAtMs(state: SessionState, me: ParticipantId): number | undefined {
  const participant = state.participants[me];
  const atMs = participant === undefined ? undefined : idleMs(participant);
  return atMs === undefined ? undefined : atMs - warnBeforeMs;
}

/** The warning, while it is due. */
export function idleText(state: SessionState, me: ParticipantId, nowMs: number): string | undefined {
  const fromMs = warnsAtMs(state, me);
  if (fromMs === undefined || nowMs < fromMs || state.phase.name === "ended") return undefined;
  return `Are you still there? You are disconnected in ${clockOf(fromMs + warnBeforeMs - nowMs)}: press any key.`;
}
