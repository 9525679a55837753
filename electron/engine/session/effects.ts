import { closeReasons } from "../../../shared/channel/close-reason.ts";
import type { EventOf, EventType, SessionEvent } from "../../../shared/events/table.ts";

/** What the outside world must do because of an event. */
export interface Effects {
  resizeTarget(cols: number, rows: number): void;
  /** Lets a waiting or returning peer in: welcome, snapshot, stream. */
  admit(participant: EventOf<"participant.joined">["participant"]): void;
  turnAway(participant: EventOf<"join.denied">["participant"], message: string): void;
  disconnect(
    participant: EventOf<"participant.removed">["participant"],
    reason: "removed" | "left" | "idle" | "sharing-off",
    /** What they are told besides. */
    message?: string,
  ): void;
  /** Who sees what happens and who does not may have changed. */
  hold(): void;
  /** A line was handed to the target: tells the session when it is done. */
  watchLine(line: EventOf<"line.started">["line"]): void;
  /** The session waits no longer for a line's end. */
  skipLine(line: EventOf<"line.finished">["line"]): void;
  /** Input went to the target past the queue of lines. */
  typed(): void;
  finish(): void;
}

type Effect<Type extends EventType> = (effects: Effects, event: EventOf<Type>) => void;

const nothing = () => {};

function removalMessage(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `${closeReasons.removed} The reason given: ${reason}`;
}

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
  "participant.left": (effects, event) =>
    effects.disconnect(
      event.participant,
      event.why === "idle" || event.why === "sharing-off" ? event.why : "left",
    ),
  "participant.removed": (effects, event) =>
    effects.disconnect(event.participant, "removed", removalMessage(event.reason)),
  "participant.blocked": (effects, event) =>
    effects.disconnect(event.participant, "removed", removalMessage(event.reason)),
  "participant.unblocked": nothing,
  "participant.active": nothing,
  "role.changed": (effects) => effects.hold(),
  "view.changed": nothing,
  "witness.named": nothing,
  "session.paused": (effects) => effects.hold(),
  "session.resumed": (effects) => effects.hold(),
  "scrollback.changed": nothing,
  "four_eyes.required": nothing,
  "sharing.switched": nothing,
  "input.lapsed": nothing,
  "input.resumed": nothing,
  "control.requested": nothing,
  "control.denied": nothing,
  "control.cancelled": nothing,
  "control.expired": nothing,
  "control.offered": nothing,
  "control.offer_approved": nothing,
  "control.offer_ended": nothing,
  "control.granted": nothing,
  "control.returned": nothing,
  "line.queued": nothing,
  "line.started": (effects, event) => effects.watchLine(event.line),
  "line.finished": (effects, event) => effects.skipLine(event.line),
  "line.removed": nothing,
  "line.moved": nothing,
  "line.opened": nothing,
  "line.closed": nothing,
  "line.completion_changed": nothing,
  "proposal.made": nothing,
  "proposal.approved": nothing,
  "proposal.rejected": nothing,
  "proposal.withdrawn": nothing,
  "question.asked": nothing,
  "question.answered": nothing,
  "question.closed": nothing,
  "hand.raised": nothing,
  "hand.lowered": nothing,
  "annotation.added": nothing,
  "annotations.cleared": nothing,
  "bookmark.added": nothing,
  "bookmark.removed": nothing,
  "permission.changed": nothing,
  "link.created": nothing,
  "link.revoked": nothing,
  "link.expired": nothing,
  "link.restricted": nothing,
  "chat.sent": nothing,
  "input.submitted": (effects, event) => {
    if (event.kind !== "line") effects.typed();
  },
  "epoch.began": nothing,
  checkpoint: nothing,
  "checkpoint.salt": nothing,
  "witness.stated": nothing,
} as const satisfies { readonly [Type in EventType]: Effect<Type> };

export function runEffect(effects: Effects, event: SessionEvent): void {
  const effect = table[event.type] as (effects: Effects, event: SessionEvent) => void;
  effect(effects, event);
}
