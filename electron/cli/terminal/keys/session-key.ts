import type { ParticipantId } from "../../../../shared/base/ids.ts";
import type { CommandInput, PeerCommandName } from "../../../../shared/commands/table.ts";
import type { Capability } from "../../../../shared/policy/capabilities.ts";
import type { Proposal } from "../../../../shared/state/notes-state.ts";
import type { SessionState } from "../../../../shared/state/state.ts";

export type Call = {
  [Name in PeerCommandName]: { readonly name: Name; readonly input: CommandInput<Name> };
}[PeerCommandName];

/** What comes between a key and its command: something to write, or something to look at. Esc calls it off. */
export type Prompt =
  | {
      readonly kind: "write";
      readonly label: string;
      /** What Enter does. */
      readonly enter: string;
      /** Pasted line breaks stay. */
      readonly lines?: true;
      /** The command for what was written; undefined: nothing is sent. */
      readonly call: (text: string) => Call | undefined;
    }
  | {
      readonly kind: "confirm";
      readonly label: string;
      readonly enter: string;
      /** Shown to its end before Enter gives the command: nobody answers for what they have not seen. */
      readonly shown?: string;
      readonly call: Call;
    };

/** A command of the session that has a key of its own in a terminal, behind the prefix. */
export interface SessionKey {
  readonly key: string;
  readonly help: string;
  /** Whoever may not is told the policy's sentence. Left out: the host judges. */
  readonly needs?: Capability;
  /** What is told once the command was done, where nothing else shows it. */
  readonly done?: string;
  /** Undefined where it means nothing just now. */
  readonly does: (state: SessionState, me: ParticipantId) => Call | Prompt | undefined;
}

/** The command with a text, or nothing where none was written. */
export function written(text: string, call: (text: string) => Call): Call | undefined {
  return text.trim() === "" ? undefined : call(text);
}

/** The open proposal to decide about next; one's own where there is no other. */
export function nextProposal({ proposals }: SessionState, me: ParticipantId): Proposal | undefined {
  const open = proposals.filter((each) => each.status === "open");
  return open.find((each) => each.participant !== me) ?? open[0];
}
