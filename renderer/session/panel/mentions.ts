import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Participant } from "../../../shared/state/state.ts";

type Person = Pick<Participant, "id" | "name">;

/** A stretch of a chat message: words, or the mention of somebody here. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  /** More than one where people share the name. */
  | { readonly kind: "mention"; readonly text: string; readonly participants: readonly ParticipantId[] };

const syntax = /[$()*+./?[\\\]^{|}]/gu;

/**
 * Cuts a message where it names these people by `@name`; the longest name wins, case does not matter. A message says
 * itself whom it names: only those are looked for, in one go.
 */
export function splitMentions(text: string, people: readonly Person[]): readonly Segment[] {
  const byName = new Map<string, ParticipantId[]>();
  for (const { id, name } of people) {
    const same = byName.get(name.toLowerCase());
    if (same === undefined) byName.set(name.toLowerCase(), [id]);
    else same.push(id);
  }
  if (byName.size === 0) return text === "" ? [] : [{ kind: "text", text }];
  const names = [...byName.keys()].sort((a, b) => b.length - a.length);
  const anyName = names.map((name) => name.replaceAll(syntax, "\\$&")).join("|");
  const mention = new RegExp(`(?<![\\p{L}\\p{N}_])@(${anyName})(?![\\p{L}\\p{N}_])`, "giu");
  const segments: Segment[] = [];
  let plainFrom = 0;
  for (const found of text.matchAll(mention)) {
    const participants = byName.get(found[1]?.toLowerCase() ?? "");
    if (participants === undefined) continue;
    if (found.index > plainFrom) segments.push({ kind: "text", text: text.slice(plainFrom, found.index) });
    segments.push({ kind: "mention", text: found[0], participants });
    plainFrom = found.index + found[0].length;
  }
  if (plainFrom < text.length) segments.push({ kind: "text", text: text.slice(plainFrom) });
  return segments;
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
