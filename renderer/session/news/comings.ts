import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import type { Participant } from "../../../shared/state/state.ts";
import { fullName } from "../../ui/person.ts";
import { nameList } from "../../ui/words.ts";
import type { Moment } from "./moment.ts";

type Somebody = Pick<Participant, "id" | "name" | "role">;

const verbs = {
  joined: { one: "joined", many: "joined" },
  left: { one: "left", many: "left" },
  removed: { one: "was removed", many: "were removed" },
} as const;
export type ComingVerb = keyof typeof verbs;

/** Somebody came or went. */
export interface Coming {
  readonly verb: ComingVerb;
  readonly person: Somebody;
}

/** Who came or went, for whoever is told of it; not of oneself, nor what one did oneself. */
export function comingOf({ entry: { event }, before, after, me }: Moment): Coming | undefined {
  const verb = verbOf(event, me);
  if (verb === undefined || !("participant" in event) || event.participant === me) return undefined;
  // An owner who asked not to be told reads it in the list.
  if (after.mode.name === "view_only" && !after.mode.notify_owner && me === after.owner) return undefined;
  const person = after.participants[event.participant] ?? before.participants[event.participant];
  return person === undefined ? undefined : { verb, person };
}

function verbOf(event: Moment["entry"]["event"], me: Moment["me"]): ComingVerb | undefined {
  switch (event.type) {
    case "participant.joined":
      return "joined";
    case "participant.left":
      return event.why === "session-ended" ? undefined : "left";
    case "participant.removed":
      return event.by === me ? undefined : "removed";
    default:
      return undefined;
  }
}

/** "Guest (Mia)", "Guests (Ben, Mia and 3 others)". */
export function whoAll(people: readonly Somebody[]): string {
  const [only] = people;
  if (only !== undefined && people.length === 1) return fullName(only);
  const guests = people.every((each) => each.role !== "owner");
  return guests ? `Guests (${nameList(people.map((each) => each.name))})` : nameList(people.map(fullName));
}

export function comingText(verb: ComingVerb, people: readonly Somebody[]): string {
  return `${whoAll(people)} ${people.length === 1 ? verbs[verb].one : verbs[verb].many}`;
}

/** Long enough for a class that is let in at once, short enough to be news. */
export const gatherMs = { quiet: 1_500, most: 6_000 } as const;

export interface Gathering extends Disposable {
  note(coming: Coming): void;
}

/** Gathers comings and goings, and tells one sentence for each kind once no more come, or it has been long enough. */
export function createGathering(clock: Clock, tell: (text: string) => void): Gathering {
  const gathered = new Map<ComingVerb, Map<string, Somebody>>();
  let sinceMs = 0;
  let timer: Disposable | undefined;
  const flush = () => {
    timer = undefined;
    const all = [...gathered];
    gathered.clear();
    for (const [verb, people] of all) tell(comingText(verb, [...people.values()]));
  };
  return {
    note({ verb, person }) {
      if (gathered.size === 0) sinceMs = clock.monotonicMs();
      const people = gathered.get(verb) ?? new Map<string, Somebody>();
      gathered.set(verb, people.set(person.id, person));
      timer?.dispose();
      const leftMs = sinceMs + gatherMs.most - clock.monotonicMs();
      timer = clock.schedule(Math.max(0, Math.min(gatherMs.quiet, leftMs)), flush);
    },
    dispose: () => timer?.dispose(),
  };
}
