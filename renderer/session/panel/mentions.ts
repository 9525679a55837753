import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Participant } from "../../../shared/state/state.ts";

type Person = Pick<Participant, "id" | "name">;

/** A stretch of a chat message: words, or the mention of somebody here. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "mention"; readonly text: string; readonly participant: ParticipantId };

const wordCharacter = /[\p{L}\p{N}_]/u;

/** Cuts a message where it names people of the session by `@name`; the longest name wins, case does not matter. */
export function splitMentions(text: string, people: readonly Person[]): readonly Segment[] {
  const longestFirst = [...people].sort((a, b) => b.name.length - a.name.length);
  const segments: Segment[] = [];
  let plainFrom = 0;
  let at = text.indexOf("@");
  while (at !== -1) {
    const before = text[at - 1];
    const freestanding = before === undefined || !wordCharacter.test(before);
    const rest = text.slice(at + 1);
    const named = freestanding ? longestFirst.find((each) => startsWithName(rest, each.name)) : undefined;
    if (named === undefined) {
      at = text.indexOf("@", at + 1);
      continue;
    }
    if (at > plainFrom) segments.push({ kind: "text", text: text.slice(plainFrom, at) });
    const end = at + 1 + named.name.length;
    segments.push({ kind: "mention", text: text.slice(at, end), participant: named.id });
    plainFrom = end;
    at = text.indexOf("@", end);
  }
  if (plainFrom < text.length) segments.push({ kind: "text", text: text.slice(plainFrom) });
  return segments;
}

function startsWithName(text: string, name: string): boolean {
  if (text.slice(0, name.length).toLocaleLowerCase() !== name.toLocaleLowerCase()) return false;
  const next = text[name.length];
  return next === undefined || !wordCharacter.test(next);
}

/** What stands behind the `@` the caret is in, or undefined where it is in none. */
export function mentionBeingTyped(
  text: string,
  caret: number,
): { readonly from: number; readonly typed: string } | undefined {
  const found = /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}_.-]{0,30})$/u.exec(text.slice(0, caret));
  const typed = found?.[1];
  return typed === undefined ? undefined : { from: caret - typed.length - 1, typed };
}
