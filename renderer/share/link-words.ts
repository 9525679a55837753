import type { LinkSummary } from "../../shared/wire/host-api.ts";
import { ago, left, plural } from "../ui/words.ts";

const closedWords = {
  revoked: "Revoked",
  expired: "Expired",
  "used-up": "Used up",
} as const satisfies Record<Exclude<LinkSummary["status"], "open">, string>;

/** A link's rules and fate in one line: "2 of 5 joined · 23 h left · asks you first". */
export function linkFacts(link: LinkSummary, nowMs: number): string {
  const uses =
    link.maxUses === null ? `${link.uses} joined` : `${link.uses} of ${plural(link.maxUses, "place")} used`;
  const facts = [uses];
  if (link.status === "open") facts.push(left(link.expiresAtMs, nowMs));
  else facts.push(closedWords[link.status]);
  if (link.status === "open" && link.approval) facts.push("asks you first");
  if (link.lastUsedAtMs !== undefined) facts.push(`last opened ${ago(link.lastUsedAtMs, nowMs)}`);
  return facts.join(" · ");
}

export function grantWords(grant: LinkSummary["grant"]): string {
  return grant === "interact" ? "May type" : "View only";
}
