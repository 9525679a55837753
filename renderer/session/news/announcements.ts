import type { EventOf, EventType } from "../../../shared/events/table.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import type { Moment, Teller, Tellers } from "./moment.ts";
import { controlTellers } from "./told-control.ts";
import { noteTellers } from "./told-notes.ts";
import { peopleTellers } from "./told-people.ts";
import { sessionTellers } from "./told-session.ts";

/** Who comes and goes is gathered first: comings.ts. */
const tellers: Tellers = { ...peopleTellers, ...controlTellers, ...noteTellers, ...sessionTellers };

/** What I am told of the event itself; undefined where it is none of my business. */
export function told(moment: Moment): string | undefined {
  const { event } = moment.entry;
  return event.type === "unknown" ? undefined : tell(event, moment);
}

function tell<Type extends EventType>(event: EventOf<Type>, moment: Moment): string | undefined {
  const teller: Teller<Type> | undefined = tellers[event.type];
  return teller?.(event, moment);
}

/** What a screen reader says of a moment, in this order: what changes what I can do, who waits for me, who speaks to me. */
export function announcementsOf(moment: Moment): readonly string[] {
  return [told(moment), witnessText(moment)].filter((text) => text !== undefined);
}

/** By whatever event the second person comes or goes: it is told to those whose typing rests on them. */
function witnessText(moment: Moment): string | undefined {
  const { before, after } = moment;
  // Required only now: that has been told.
  if (!before.fourEyes.required) return undefined;
  const [missed, misses] = [missesWitness(before, moment), missesWitness(after, moment)];
  if (missed === misses) return undefined;
  return misses ? "The second person is gone. Nobody can type." : "A second person watches now";
}

function missesWitness(state: SessionState, { me }: Moment): boolean {
  if (me === undefined) return false;
  return authorize(state, { kind: "participant", participant: me }, "input").rule === "four-eyes-missing";
}
