import type { ParticipantId } from "../base/ids.ts";
import type { EventType, SessionEvent } from "../events/table.ts";
import { settledControl } from "./control.ts";
import { foreseen } from "./evolve.ts";
import { isHere } from "./selectors.ts";
import type { SessionState } from "./state.ts";

/** After these something may have to follow: what rested on somebody's being here, or on a right of theirs. */
const unsettling: ReadonlySet<EventType> = new Set([
  "participant.connected",
  "participant.left",
  "participant.removed",
  "participant.blocked",
  "permission.changed",
  "role.changed",
  "input.lapsed",
  "control.returned",
  "control.granted",
  "mode.changed",
  "session.ended",
]);

/** Rounds until nothing more follows; each takes somebody out of the machine, so there are few. */
const maxRounds = 8;

/** Proposals of whoever was removed, or may no longer propose: nothing is typed as theirs any more. */
function settledProposals(state: SessionState): readonly SessionEvent[] {
  return state.proposals.flatMap(({ proposal, participant, status }) => {
    const author = state.participants[participant];
    if (status !== "open" || participant === state.owner || author === undefined) return [];
    const removed = author.presence.name === "removed";
    if (!removed && author.permissions.allow_input) return [];
    const why = removed ? "removed" : "not-permitted";
    return [{ type: "proposal.withdrawn", proposal, why } as const];
  });
}

/** Why somebody's lines are theirs no longer; a line that could never run would keep all behind it waiting. */
function lost(state: SessionState, id: ParticipantId): "gone" | "not-permitted" | undefined {
  if (!isHere(state, id)) return "gone";
  const mayType = id === state.owner || state.participants[id]?.permissions.allow_input === true;
  return mayType ? undefined : "not-permitted";
}

function settledLines(state: SessionState): readonly SessionEvent[] {
  const { queue, open } = state.lines;
  return [
    ...queue.flatMap(({ line, participant }) => {
      const why = lost(state, participant);
      return why === undefined ? [] : [{ type: "line.removed", line, by: participant, why } as const];
    }),
    ...closedLine(state, open),
  ];
}

function closedLine(state: SessionState, open: ParticipantId | null): readonly SessionEvent[] {
  if (open === null) return [];
  const lapsed = state.participants[open]?.inputLapsed === true ? "lapsed" : undefined;
  const why = lost(state, open) ?? lapsed;
  return why === undefined ? [] : [{ type: "line.closed", participant: open, why }];
}

function revoked(happened: readonly SessionEvent[], state: SessionState): readonly SessionEvent[] {
  const { holder } = state.control;
  const taken = happened.some(
    (event) =>
      event.type === "permission.changed" &&
      event.participant === holder &&
      event.permissions.allow_input === false,
  );
  if (!taken || holder === null || holder === state.owner) return [];
  const to = state.mode.name === "presenter" ? state.owner : null;
  const practice = state.control.grant?.practice ?? false;
  return [{ type: "control.returned", from: holder, to, why: "not-permitted", practice }];
}

/** What was decided with all that must follow from it at once, so that no state is ever logged in which it does not hold. */
export function settled(
  before: SessionState,
  decided: readonly SessionEvent[],
  wallMs: number,
): readonly SessionEvent[] {
  if (!decided.some((event) => unsettling.has(event.type))) return decided;
  const all = [...decided];
  let state = foreseen(before, decided, wallMs);
  for (let round = 0; round < maxRounds; round++) {
    const more = [
      ...(round === 0 ? revoked(decided, state) : []),
      ...settledControl(state, wallMs),
      ...settledLines(state),
      ...settledProposals(state),
    ];
    if (more.length === 0) break;
    all.push(...more);
    state = foreseen(state, more, wallMs);
  }
  return all;
}
