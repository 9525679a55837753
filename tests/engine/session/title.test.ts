import { describe, expect, it } from "vitest";
import { titleFrom } from "../../../electron/engine/session/start-session.ts";
import { titleSchema } from "../../../shared/events/terms.ts";

describe("the title of a session that nobody named", () => {
  it("is the target's label where that is one", () => {
    expect(titleFrom("ssh db-01.example.org", "ssh")).toBe("ssh db-01.example.org");
    expect(titleFrom("x".repeat(120), "command")).toBe("x".repeat(120));
  });

  it.each([
    ["200 letters", "n".repeat(200), `${"n".repeat(119)}…`],
    ["words", `${"word ".repeat(40)}`, `${"word ".repeat(24).slice(0, 119)}…`],
    // Each is two UTF-16 units: 59 of them and the ellipsis are 119.
    ["letters beyond the basic plane", "\u{1f600}".repeat(100), `${"\u{1f600}".repeat(59)}…`],
    [
      "a family of joined pictures that does not fit whole",
      `${"n".repeat(115)}\u{1f469}\u{1f3fd}\u{1f469}\u{1f3fd}`,
      undefined,
    ],
    ["controls", `evil\u001b]0;name\u0007\n${"x".repeat(150)}`, undefined],
  ])("is cut, with an ellipsis, to what a title takes: %s", (_what, label, expected) => {
    const title = titleFrom(label, "command");
    expect(titleSchema.parse(title)).toBe(title);
    expect(title.endsWith("…")).toBe(true);
    if (expected !== undefined) expect(title).toBe(expected);
  });

  it("is the kind of target where nothing of the label can be shown", () => {
    expect(titleFrom("\u200b\u0007", "command")).toBe("command");
  });
});
