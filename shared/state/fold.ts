import type { ParticipantId } from "../base/ids.ts";
import type { EventOf, EventType } from "../events/table.ts";
import type { Participant, SessionState } from "./state.ts";

/** What one event changes; `atMs` is its wall time. The place in the log is set by evolve for all alike. */
export type Fold<Type extends EventType> = (
  state: SessionState,
  event: EventOf<Type>,
  at: { readonly seq: number; readonly atMs: number },
) => SessionState;

/** The folds of one family of events. */
export type Folds<Type extends EventType> = { readonly [Each in Type]: Fold<Each> };

export function withParticipant(
  state: SessionState,
  id: ParticipantId,
  change: (participant: Participant) => Participant,
): SessionState {
  const before = state.participants[id];
  if (before === undefined) return state;
  return { ...state, participants: { ...state.participants, [id]: change(before) } };
}

export function counted(
  state: SessionState,
  kind: keyof SessionState["counters"],
  number: number,
): SessionState {
  return { ...state, counters: { ...state.counters, [kind]: number } };
}

export function nameOf(state: SessionState, id: ParticipantId): string {
  return state.participants[id]?.name ?? id;
}
