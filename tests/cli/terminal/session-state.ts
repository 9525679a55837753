import { linkIdSchema, participantIdSchema, sessionIdSchema } from "../../../shared/base/ids.ts";
import { defaultModes } from "../../../shared/events/mode.ts";
import type { EventOf, SessionEvent } from "../../../shared/events/table.ts";
import { grants, ownerPermissions } from "../../../shared/policy/capabilities.ts";
import { evolve, initialState } from "../../../shared/state/evolve.ts";
import type { SessionState } from "../../../shared/state/state.ts";

export const owner = participantIdSchema.parse("PAR-OOOOOOOO");
export const mia = participantIdSchema.parse("PAR-MMMMMMMM");
export const ben = participantIdSchema.parse("PAR-BBBBBBBB");
const link = linkIdSchema.parse(`LNK-${"A".repeat(16)}`);
export const startedAtMs = 1_700_000_000_000;

const begins: EventOf<"session.started"> = {
  type: "session.started",
  session: sessionIdSchema.parse(`SES-${"A".repeat(16)}`),
  title: "Prod",
  target: { kind: "echo", label: "echo" },
  owner: { participant: owner, name: "Olga", key: "A".repeat(43), permissions: ownerPermissions },
  cols: 80,
  rows: 24,
  mode: defaultModes.presenter,
  recorded: true,
  joinerScrollback: "everything",
  startedAtMs,
  sessionType: "standard",
  fourEyes: { required: false, perCommand: false },
};

export function after(state: SessionState, ...happened: readonly SessionEvent[]): SessionState {
  return happened.reduce(
    (before, event) => evolve(before, { epoch: 1, seq: before.seq + 1, elapsedMs: before.elapsedMs, event }),
    state,
  );
}

function joined(participant: typeof mia, name: string, key: string): SessionEvent {
  const { role, permissions } = grants.interact;
  const approval = { method: "link" } as const;
  return {
    type: "participant.joined",
    participant,
    name,
    key: key.repeat(43),
    role,
    permissions,
    link,
    approval,
    acceptedRecording: true,
  };
}

/** A session of Olga's with Mia and Ben in it, who came by a link that lets them interact; presenter mode by default. */
export function sessionState(changes: Partial<EventOf<"session.started">> = {}): SessionState {
  return after(initialState({ ...begins, ...changes }, 1), joined(mia, "Mia", "M"), joined(ben, "Ben", "B"));
}

export const queued = { ...defaultModes.interactive, input_merge_mode: "queued" } as const;

/** Somebody's line runs from the start on. */
export function runningLine(participant: typeof mia): readonly SessionEvent[] {
  return [
    { type: "line.queued", line: 1, participant, text: "sleep 60" },
    { type: "line.started", line: 1 },
  ];
}
