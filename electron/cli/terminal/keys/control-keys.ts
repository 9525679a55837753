import type { ParticipantId } from "../../../../shared/base/ids.ts";
import { usesControl } from "../../../../shared/state/control.ts";
import type { SessionState } from "../../../../shared/state/state.ts";
import type { SessionKey } from "./session-key.ts";

/** Whom the owner's word is awaited for: an offer that somebody else made, then the first in the queue. */
function whoWaits({ control: { offer, queue } }: SessionState) {
  if (offer?.awaits === "owner") return { participant: offer.to };
  const [first] = queue;
  return first === undefined ? undefined : { request: first.request };
}

function isOffered({ control: { offer } }: SessionState, me: ParticipantId): boolean {
  return offer?.to === me && offer.awaits === "recipient";
}

export const controlKeys: readonly SessionKey[] = [
  {
    key: "y",
    help: "take control",
    does: (state, me) => (isOffered(state, me) ? { name: "control.accept", input: {} } : undefined),
  },
  {
    key: "n",
    help: "decline it",
    does: (state, me) =>
      state.control.offer?.to === me ? { name: "control.decline", input: {} } : undefined,
  },
  {
    key: "g",
    help: "grant control",
    needs: "give",
    does(state) {
      const input = whoWaits(state);
      return input === undefined ? undefined : { name: "control.approve", input };
    },
  },
  {
    key: "d",
    help: "deny it",
    needs: "give",
    does(state) {
      const input = whoWaits(state);
      return input === undefined ? undefined : { name: "control.deny", input };
    },
  },
  {
    key: "a",
    help: "ask for control, or no longer",
    needs: "ask",
    does(state, me) {
      if (!usesControl(state) || state.control.holder === me) return undefined;
      if (state.mode.name === "presenter" && me === state.owner) return undefined;
      const waits = state.control.queue.some((each) => each.participant === me);
      return waits ? { name: "control.cancel", input: {} } : { name: "control.request", input: {} };
    },
  },
  {
    key: "h",
    help: "hand control back",
    does: (state, me) =>
      usesControl(state) && state.control.holder === me && state.control.grant !== null
        ? { name: "control.return", input: {} }
        : undefined,
  },
  {
    key: "t",
    help: "take control back",
    needs: "give",
    does: (state, me) =>
      usesControl(state) && state.control.holder !== me ? { name: "control.reclaim", input: {} } : undefined,
  },
  {
    key: "i",
    help: "type again",
    does: (state, me) =>
      state.participants[me]?.inputLapsed === true ? { name: "input.resume", input: {} } : undefined,
  },
  {
    key: "p",
    help: "pause, or go on",
    needs: "pause",
    does: ({ paused }) => ({ name: paused === null ? "session.pause" : "session.resume", input: {} }),
  },
];
