import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { CommandInput, PeerCommandName } from "../../../shared/commands/table.ts";
import { usesControl } from "../../../shared/state/control.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { mayDo } from "./status-text.ts";

type Call = {
  [Name in PeerCommandName]: { readonly name: Name; readonly input: CommandInput<Name> };
}[PeerCommandName];

interface SessionKey {
  /** Pressed after the prefix. */
  readonly key: string;
  readonly help: string;
  /** What it asks the host for now; undefined where it means nothing just now. */
  call(state: SessionState, me: ParticipantId): Call | undefined;
}

/** Commands of the session that have a key of their own in a terminal, behind the prefix. */
export const sessionKeys: readonly SessionKey[] = [
  {
    key: "y",
    help: "take control",
    call: ({ control: { offer } }, me) =>
      offer?.to === me && offer.awaits === "recipient" ? { name: "control.accept", input: {} } : undefined,
  },
  {
    key: "n",
    help: "decline it",
    call: ({ control: { offer } }, me) =>
      offer?.to === me ? { name: "control.decline", input: {} } : undefined,
  },
  {
    key: "g",
    help: "grant control",
    call: (state, me) => {
      const [first] = state.control.queue;
      return first === undefined || !mayDo(state, me, "give")
        ? undefined
        : { name: "control.approve", input: { request: first.request } };
    },
  },
  {
    key: "d",
    help: "deny it",
    call: (state, me) => {
      const [first] = state.control.queue;
      return first === undefined || !mayDo(state, me, "give")
        ? undefined
        : { name: "control.deny", input: { request: first.request } };
    },
  },
  {
    key: "a",
    help: "ask for control",
    call: (state, me) => {
      if (!usesControl(state) || state.control.holder === me) return undefined;
      if (state.mode.name === "presenter" && me === state.owner) return undefined;
      const waits = state.control.queue.some((each) => each.participant === me);
      return waits ? { name: "control.cancel", input: {} } : { name: "control.request", input: {} };
    },
  },
  {
    key: "h",
    help: "hand control back",
    call: (state, me) =>
      usesControl(state) && state.control.holder === me && state.control.grant !== null
        ? { name: "control.return", input: {} }
        : undefined,
  },
  {
    key: "t",
    help: "take control back",
    call: (state, me) =>
      usesControl(state) && state.control.holder !== me && mayDo(state, me, "give")
        ? { name: "control.reclaim", input: {} }
        : undefined,
  },
  {
    key: "o",
    help: "type raw, or hand that back",
    call: ({ mode, lines }, me) => {
      if (mode.name !== "interactive" || mode.input_merge_mode !== "queued") return undefined;
      return lines.open === me ? { name: "line.close", input: {} } : { name: "line.open", input: {} };
    },
  },
  {
    key: "i",
    help: "type again",
    call: (state, me) =>
      state.participants[me]?.inputLapsed === true ? { name: "input.resume", input: {} } : undefined,
  },
  {
    key: "p",
    help: "pause, or go on",
    call: (state, me) =>
      mayDo(state, me, "pause")
        ? { name: state.paused === null ? "session.pause" : "session.resume", input: {} }
        : undefined,
  },
  {
    key: "r",
    help: "raise or lower your hand",
    call: (state, me) =>
      me === state.owner
        ? undefined
        : {
            name: state.participants[me]?.handRaisedAtMs === undefined ? "hand.raise" : "hand.lower",
            input: {},
          },
  },
];

/** The keys that mean something now, with what they do. */
export function keysHelp(state: SessionState, me: ParticipantId): string {
  return sessionKeys
    .filter((each) => each.call(state, me) !== undefined)
    .map(({ key, help }) => `${key} ${help}`)
    .join(" · ");
}
