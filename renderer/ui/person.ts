import type { Participant } from "../../shared/state/state.ts";

/** How many person colours there are: tokens.css, `--person-1` to `--person-8`. */
export const personColours = 8;

/** The colour of a person, 1 to 8: the same everywhere, for everybody, by their id. */
export function personColour(id: string): number {
  // FNV-1a: spreads ids that differ in one letter.
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return ((hash >>> 0) % personColours) + 1;
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
