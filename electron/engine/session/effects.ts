import type { EventOf, EventType, SessionEvent } from "../../../shared/events/table.ts";

/** What the outside world must do because of an event. */
export interface Effects {
  resizeTarget(cols: number, rows: number): void;
  /** Lets a waiting or returning peer in: welcome, snapshot, stream. */
  admit(participant: EventOf<"participant.joined">["participant"]): void;
  turnAway(participant: EventOf<"join.denied">["participant"], message: string): void;
  disconnect(participant: EventOf<"participant.removed">["participant"], reason: "removed" | "left"): void;
  finish(): void;
}

type Effect<Type extends EventType> = (effects: Effects, event: EventOf<Type>) => void;

const nothing = () => {};

/** Every event has its row: what is logged and what happens cannot differ. */
const table = {
  output: nothing,
  resized: (effects, event) => effects.resizeTarget(event.cols, event.rows),
  "target.exited": nothing,
  "session.started": nothing,
  "session.ended": (effects) => effects.finish(),
  "mode.changed": nothing,
  "recording.failed": nothing,
  "screen.failed": nothing,
  "clock.jumped": nothing,
  "terminal.replied": nothing,
  "join.requested": nothing,
  "join.denied": (effects, event) =>
    effects.turnAway(
      event.participant,
      event.reason === undefined
        ? "The owner did not let you in."
        : `The owner did not let you in: ${event.reason}`,
    ),
  "join.lapsed": (effects, event) =>
    effects.turnAway(event.participant, "Nobody answered your request to be let in. Try again."),
  "participant.joined": (effects, event) => effects.admit(event.participant),
  "participant.address": nothing,
  "participant.connected": (effects, event) => effects.admit(event.participant),
  "participant.disconnected": nothing,
  "participant.left": (effects, event) => effects.disconnect(event.participant, "left"),
  "participant.removed": (effects, event) => effects.disconnect(event.participant, "removed"),
  "permission.changed": nothing,
  "link.created": nothing,
  "link.revoked": nothing,
  "link.expired": nothing,
  "link.restricted": nothing,
  "chat.sent": nothing,
  "input.submitted": nothing,
  "epoch.began": nothing,
  checkpoint: nothing,
  "checkpoint.salt": nothing,
  "witness.stated": nothing,
} as const satisfies { readonly [Type in EventType]: Effect<Type> };

export function runEffect(effects: Effects, event: SessionEvent): void {
  const effect = table[event.type] as (effects: Effects, event: SessionEvent) => void;
  effect(effects, event);
}
