import type { z } from "zod";
import type { LinkId, ParticipantId } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import type { SessionEvent } from "../events/table.ts";
import type { Actor } from "../policy/authorize.ts";
import type { Capability } from "../policy/capabilities.ts";
import type { SessionState } from "../state/state.ts";
import type { Refusal } from "./refusals.ts";

/** What the host adds to a command: who, when, fresh ids, facts about the outside. */
export interface Stamp {
  readonly actor: Actor;
  readonly wallMs: number;
  /** For rows that need one. */
  readonly freshLink?: LinkId;
  readonly freshParticipant?: ParticipantId;
  /** The target takes no more input just now. */
  readonly targetBusy: boolean;
  /** It is not at a prompt, as far as is known: lines wait; keys do not. */
  readonly shellBusy?: boolean;
  /** Text that nobody sent off may stand at the prompt. */
  readonly leftovers?: boolean;
  readonly bracketedPaste: boolean;
  /** The absolute number of the screen's first line, and which buffer is shown: events/notes.ts. */
  readonly screenTop: number;
  readonly buffer: "main" | "alternate";
}

export interface Decided {
  readonly events: readonly SessionEvent[];
  /** Handed to the target once the events are in the log; never logged itself. */
  readonly write?: string;
  /** What the caller is told besides the seq. */
  readonly value?: unknown;
}

export interface CommandRow<Name extends string, Input extends z.ZodType> {
  readonly name: Name;
  /** What it does, for help texts: an imperative phrase. */
  readonly title: string;
  readonly capability: Capability;
  /** peer: decodable from a wire. host: the host's own, never from a wire. */
  readonly origin: "peer" | "host";
  /** `ordinary`, or something that shuts people out and is asked back before it is done in the interface. */
  readonly risk: "ordinary" | "confirm";
  readonly needs?: "freshLink" | "freshParticipant";
  readonly input: Input;
  decide(state: SessionState, input: z.output<Input>, stamp: Stamp): Result<Decided, Refusal>;
}

/** Keeps a row's types together; adds nothing. */
export function command<const Name extends string, Input extends z.ZodType>(
  row: CommandRow<Name, Input>,
): CommandRow<Name, Input> {
  return row;
}

/** Who gave it, as a participant: what the host itself does is the owner's. */
export function actorOf(state: SessionState, stamp: Stamp): ParticipantId {
  return stamp.actor.kind === "participant" ? stamp.actor.participant : state.owner;
}
