import type { Entry } from "../../../shared/events/table.ts";
import type { People, Somebody } from "./people.ts";

/** Told in columns of their own, or nothing to a reader: keys and signatures are what verify is for. */
const left = new Set([
  "type",
  "by",
  "why",
  "reason",
  "message",
  "approval",
  "via",
  "key",
  "head",
  "signature",
]);

/** What an event says besides who, how and why. */
export function detailsOf(event: Entry["event"]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !left.has(name)));
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !isList(value);
}

/** A value in words; undefined where it is to be laid out field by field. */
function wordsOf(value: unknown, people: People): string | undefined {
  if (value === null || value === undefined) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return people.find(value)?.name ?? value;
  if (isList(value)) {
    return value.every((each) => typeof each !== "object")
      ? value.map((each) => wordsOf(each, people)).join(" ") || "none"
      : String(value.length);
  }
  if (!isRecord(value)) return JSON.stringify(value);
  // Permissions: +allow_chat -allow_input.
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([, each]) => typeof each === "boolean")
    ? entries.map(([name, each]) => `${each === true ? "+" : "-"}${name}`).join(" ")
    : undefined;
}

function layOut(value: Readonly<Record<string, unknown>>, before: string, people: People): readonly string[] {
  return Object.entries(value).flatMap(([name, each]) => {
    if (left.has(name)) return [];
    const words = wordsOf(each, people);
    if (words !== undefined) return [`${before}${name} ${words}`];
    return isRecord(each) ? layOut(each, `${before}${name}.`, people) : [];
  });
}

/** It in one line: `name value`, one after another; whoever did it is told elsewhere. */
export function whatOf(
  details: Readonly<Record<string, unknown>>,
  people: People,
  who: Somebody | undefined,
): string {
  const { participant, ...rest } = details;
  return layOut(participant === who?.id ? rest : details, "", people).join(", ");
}
