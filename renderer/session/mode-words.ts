import type { Merge, ModeName } from "../../shared/events/mode.ts";

export const modeTitles = {
  presenter: "Presenter",
  interactive: "Interactive",
  view_only: "View only",
} as const satisfies Record<ModeName, string>;

export const modeSentences = {
  presenter: "One person types at a time. The others ask, and you hand control over.",
  interactive: "You, and everybody you allow, type at the same time.",
  view_only: "Only you type. Everybody else watches.",
} as const satisfies Record<ModeName, string>;

export const mergeTitles = {
  interleaved: "As it comes",
  queued: "Line by line",
  token: "Whoever has the token",
} as const satisfies Record<Merge, string>;

/** Within a sentence: "set the session to view only". */
export function modeText(mode: ModeName): string {
  return modeTitles[mode].toLowerCase();
}
