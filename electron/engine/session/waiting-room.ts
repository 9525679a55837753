import type { Disposable } from "../../../shared/base/disposable.ts";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import type { CallResult } from "../../../shared/client/calls.ts";
import { refusal } from "../../../shared/commands/refusals.ts";
import { type CallBudget, listenToSeat, type Peer, send } from "./seats.ts";

/** Those who ask to be let in: their pings are answered, everything else they ask for is refused. */
export interface WaitingRoom {
  /** Until when they wait is wall time. Whoever comes again by another line takes the place of their first. */
  keep(participant: ParticipantId, peer: Peer, untilMs: number): void;
  /** Takes somebody out; what becomes of their line is the caller's. */
  fetch(participant: ParticipantId): Peer | undefined;
  /** The session is over: nobody waits any more. */
  empty(): void;
}

export interface WaitingRoomOptions {
  readonly clock: Clock;
  readonly budgetOf: (participant: ParticipantId) => CallBudget;
  /** Their line is gone, and so are they. */
  readonly lost: (participant: ParticipantId) => void;
}

interface Waiting {
  readonly peer: Peer;
  readonly listening: Disposable;
}

const outside: CallResult = { ok: false, ...refusal("not-in-session") };

export function createWaitingRoom({ clock, budgetOf, lost }: WaitingRoomOptions): WaitingRoom {
  const waiting = new Map<ParticipantId, Waiting>();

  const fetch = (participant: ParticipantId): Peer | undefined => {
    const found = waiting.get(participant);
    waiting.delete(participant);
    found?.listening.dispose();
    return found?.peer;
  };

  return {
    fetch,
    keep(participant, peer, untilMs) {
      fetch(participant)?.connection.close("replaced");
      const { connection } = peer;
      send(connection, { t: "waiting", participant, untilMs });
      const listening = listenToSeat(
        { participant, connection, isOwner: false, budget: budgetOf(participant), feed: undefined },
        {
          call: () => outside,
          scrollback: (_seat, answer) => answer(outside),
          afterDelivery: (task) => task(),
          lost: () => {
            fetch(participant);
            lost(participant);
          },
          glance: () => {},
        },
        clock,
      );
      waiting.set(participant, { peer, listening });
    },
    empty() {
      for (const participant of waiting.keys()) fetch(participant)?.connection.close("ended");
    },
  };
}
