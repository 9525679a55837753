import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Entry } from "../../../shared/events/table.ts";

export interface Somebody {
  readonly id: ParticipantId;
  readonly name: string;
}

/** Who is who in a recording, and whose the things are that have numbers; learnt as it is read. */
export interface People {
  handle(event: Entry["event"]): void;
  find(id: string): Somebody | undefined;
  /** Who did it; undefined: nobody, it came about. */
  actorOf(event: Entry["event"]): Somebody | undefined;
  /** Whether anybody was called so, or had this id. */
  knew(who: string): boolean;
}

function isCalled({ id, name }: Somebody, who: string): boolean {
  const wanted = who.normalize("NFC").trim().toLowerCase();
  return id.toLowerCase() === wanted || name.toLowerCase() === wanted;
}

/** Whether this is the person somebody means: by id, or by name in whatever case. */
export function means(who: string, person: Somebody | undefined): boolean {
  return person !== undefined && isCalled(person, who);
}

export function createPeople(): People {
  const names = new Map<string, Somebody>();
  const all: Somebody[] = [];
  /** `line 3`, `proposal 1`: whose it is. */
  const owners = new Map<string, ParticipantId>();

  const know = (id: ParticipantId, name: string) => {
    names.set(id, { id, name });
    all.push({ id, name });
  };
  const find = (id: string) => names.get(id);

  return {
    find,
    handle(event) {
      switch (event.type) {
        case "session.started":
          return know(event.owner.participant, event.owner.name);
        case "join.requested":
        case "participant.joined":
          return know(event.participant, event.name);
        case "line.queued":
          return void owners.set(`line ${event.line}`, event.participant);
        case "proposal.made":
          return void owners.set(`proposal ${event.proposal}`, event.participant);
        default:
          return undefined;
      }
    },
    actorOf(event) {
      if (event.type === "session.started") return find(event.owner.participant);
      // Whoever declines an offer is whom it was made to.
      if (event.type === "control.offer_ended" && event.why === "declined") return find(event.to);
      if ("by" in event && event.by !== undefined) return find(event.by);
      if ("participant" in event) return find(event.participant);
      const thing =
        "line" in event && event.line !== undefined
          ? `line ${event.line}`
          : "proposal" in event
            ? `proposal ${event.proposal}`
            : undefined;
      const owner = thing === undefined ? undefined : owners.get(thing);
      return owner === undefined ? undefined : find(owner);
    },
    knew: (who) => all.some((each) => isCalled(each, who)),
  };
}
