import { describe, expect, it } from "vitest";
import { paletteScore } from "../../renderer/session/palette/palette-score.ts";

const rows: Readonly<Record<string, string[]>> = {
  "show notes": ["Show Notes", "panel"],
  "session.scrollback": ["Choose how much of the past joiners see", "history"],
  "session.pause": ["Pause the session", "stop freeze"],
  "session.resume": ["Go on after a pause", "resume"],
};

function found(search: string): readonly string[] {
  return Object.entries(rows)
    .map(([name, known]) => ({ name, score: paletteScore(name, search, known) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);
}

describe("the palette", () => {
  it.each([
    ["what is called so comes first", "pause", ["session.pause", "session.resume"]],
    ["words are begun, in any order", "sess pau", ["session.pause", "session.resume"]],
    ["another word for it does", "freeze", ["session.pause"]],
    ["letters from here and there find nothing", "show notes", ["show notes"]],
    ["nothing is called so", "xyz", []],
  ])("%s", (_what, search, expected) => {
    expect(found(search)).toEqual(expected);
  });
});
