import type { Participant, SessionState } from "../../shared/state/state.ts";

/** How many person colours there are: tokens.css, `--person-1` to `--person-8`. */
export const personColours = 8;

type People = Pick<SessionState, "owner" | "participants" | "joinRequests">;

/** Made once for each state of the list: a crowded panel asks for everybody. */
const orders = new WeakMap<SessionState["participants"], ReadonlyMap<string, number>>();

/** The owner is 0; the others follow in the order in which they joined, which is that of the record. */
function orderOf({ owner, participants }: People): ReadonlyMap<string, number> {
  const known = orders.get(participants);
  if (known !== undefined) return known;
  const ids = [owner, ...Object.keys(participants).filter((id) => id !== owner)];
  const order = new Map(ids.map((id, index) => [id, index]));
  orders.set(participants, order);
  return order;
}

/**
 * The colour of a person, 1 to 8, by the order in which they joined: the same everywhere, for everybody, and no two of
 * the first eight share one. Who waits has the one that would be next. Undefined for somebody who is not known any more.
 */
export function personColour(people: People, id: string): number | undefined {
  const order = orderOf(people);
  const joined = order.get(id);
  if (joined !== undefined) return (joined % personColours) + 1;
  const waiting = Object.keys(people.joinRequests)
    .filter((each) => !order.has(each))
    .indexOf(id);
  return waiting < 0 ? undefined : ((order.size + waiting) % personColours) + 1;
}

/** One or two letters that stand for a name: its first and last word's, whole characters. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = firstLetter(words[0] ?? name);
  const last = words.length > 1 ? firstLetter(words.at(-1) ?? "") : "";
  return (first + last).toLocaleUpperCase();
}

function firstLetter(word: string): string {
  return /[\p{L}\p{N}]\p{M}*/u.exec(word)?.[0] ?? [...word][0] ?? "?";
}

/** How somebody is called where their words or deeds are told. */
export function fullName(person: Pick<Participant, "name" | "role">): string {
  return person.role === "owner" ? person.name : `Guest (${person.name})`;
}
