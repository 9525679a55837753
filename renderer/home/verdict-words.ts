import type { Verdict } from "../../shared/wire/host-api.ts";

/** A verdict as a badge: the word, and how alarming it is. */
export const verdictWords = {
  sealed: { word: "Intact", tone: "success" },
  "cut-off": { word: "Cut off", tone: "warning" },
  altered: { word: "Altered", tone: "danger" },
  unreadable: { word: "Unreadable", tone: "danger" },
} as const satisfies Record<
  Verdict["verdict"],
  { readonly word: string; readonly tone: "success" | "warning" | "danger" }
>;
