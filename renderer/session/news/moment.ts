import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Entry, EventOf, EventType } from "../../../shared/events/table.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import type { Capability } from "../../../shared/policy/capabilities.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { fullName } from "../../ui/person.ts";

/** One entry between the state before it and the state after it, as one person sees it happen. */
export interface Moment {
  readonly entry: Entry;
  readonly before: SessionState;
  readonly after: SessionState;
  readonly me: ParticipantId | undefined;
}

/** What somebody is told of one kind of event, in a sentence; undefined where it is none of their business. */
export type Teller<Type extends EventType> = (event: EventOf<Type>, moment: Moment) => string | undefined;
export type Tellers = { readonly [Type in EventType]?: Teller<Type> };

export function nameIn({ before, after }: Moment, id: ParticipantId): string {
  const person = after.participants[id] ?? before.participants[id];
  return person === undefined ? "Somebody" : fullName(person);
}

/** Whether it is mine to answer, approve or grant such a thing. */
export function isMine({ after, me }: Moment, capability: Capability): boolean {
  if (me === undefined) return false;
  return authorize(after, { kind: "participant", participant: me }, capability).decision === "allow";
}

export function because(reason: string | undefined): string {
  return reason === undefined ? "" : `: ${reason}`;
}
