import { controlDeadlineMs } from "./control.ts";
import type { Participant, SessionState } from "./state.ts";

/**
 * Without a key, pointer or scroll for half an hour a participant is disconnected: product.md, "Defaults". Clients tell
 * of activity every five minutes at most, so that nobody is disconnected sooner.
 */
export const idleAfterMs = 35 * 60_000;

/** When somebody in `interactive` mode loses the right to type; undefined where they do not. */
export function inputLapsesMs(state: SessionState, participant: Participant): number | undefined {
  if (state.mode.name !== "interactive" || participant.role === "owner" || participant.inputLapsed)
    return undefined;
  if (!participant.permissions.allow_input || participant.presence.name !== "present") return undefined;
  // Whoever has the token loses that first: shared/state/control.ts.
  if (state.control.holder === participant.id) return undefined;
  const { running, queue } = state.lines;
  // Whoever waits for the queue is not idle.
  if (running?.participant === participant.id || queue.some((each) => each.participant === participant.id)) {
    return undefined;
  }
  const since = Math.max(participant.lastInputAtMs ?? 0, participant.joinedAtMs, state.modeSinceMs);
  return since + state.mode.activity_timeout_seconds * 1000;
}

/** When somebody is disconnected for being idle. */
export function idleMs(participant: Participant): number | undefined {
  if (participant.role === "owner" || participant.presence.name !== "present") return undefined;
  return participant.activeAtMs + idleAfterMs;
}

/** The earliest wall time at which something happens by itself; undefined where nothing does. */
export function nextDeadlineMs(state: SessionState): number | undefined {
  if (state.phase.name === "ended") return undefined;
  let earliest = controlDeadlineMs(state);
  for (const request of Object.values(state.joinRequests)) earliest = Math.min(earliest, request.untilMs);
  for (const each of Object.values(state.participants)) {
    if (each.presence.name === "lost") earliest = Math.min(earliest, each.presence.untilMs);
    earliest = Math.min(earliest, inputLapsesMs(state, each) ?? earliest, idleMs(each) ?? earliest);
  }
  for (const link of Object.values(state.links)) {
    if (link.status === "open") earliest = Math.min(earliest, link.expiresAtMs);
  }
  return earliest === Number.POSITIVE_INFINITY ? undefined : earliest;
}
