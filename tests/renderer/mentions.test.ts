import { describe, expect, it, onTestFinished, vi } from "vitest";
import { mentionBeingTyped, splitMentions } from "../../renderer/session/panel/mentions.ts";
import { participantIdSchema } from "../../shared/base/ids.ts";

const person = (letter: string, name: string) => ({
  id: participantIdSchema.parse(`PAR-${letter.repeat(8)}`),
  name,
});
const people = [person("A", "Ana"), person("B", "Ana Souza"), person("C", "מרים"), person("D", "J. (R&D)")];

function countCalls(owner: typeof String.prototype, method: "toLowerCase"): () => number {
  const spy = vi.spyOn(owner, method);
  onTestFinished(() => spy.mockRestore());
  return () => spy.mock.calls.length;
}

/** `[name]` where somebody is mentioned. */
function marked(text: string): string {
  return splitMentions(text, people)
    .map((each) =>
      each.kind === "text"
        ? each.text
        : `[${each.participants.map((id) => id.at(-1)).join("")}:${each.text}]`,
    )
    .join("");
}

describe("mentions", () => {
  it.each([
    ["hello @Ana", "hello [A:@Ana]"],
    ["@ana souza, look", "[B:@ana souza], look"],
    ["@Ana Souzanne", "[A:@Ana] Souzanne"],
    ["@Anastasia", "@Anastasia"],
    ["write to ops@Ana.example", "write to ops@Ana.example"],
    ["(@Ana) @Ana @Ana", "([A:@Ana]) [A:@Ana] [A:@Ana]"],
    ["@@Ana", "@[A:@Ana]"],
    ["שלום @מרים!", "שלום [C:@מרים]!"],
    ["ask @J. (R&D), not @JX (R&D)", "ask [D:@J. (R&D)], not @JX (R&D)"],
    ["@", "@"],
    ["", ""],
  ])("are found in %j", (text, expected) => {
    expect(marked(text)).toBe(expected);
  });

  it("lose no character", () => {
    const text = "a @Ana b @nobody c @Ana Souza @";
    expect(
      splitMentions(text, people)
        .map((each) => each.text)
        .join(""),
    ).toBe(text);
  });

  it("are of everybody who has that name", () => {
    const segments = splitMentions("@mia?", [person("E", "Mia"), person("F", "Mia")]);
    expect(segments[0]).toEqual({
      kind: "mention",
      text: "@mia",
      participants: [person("E", "").id, person("F", "").id],
    });
  });

  it("look at each name once, however many @ stand in the message", () => {
    let looked = 0;
    const counted = people.map(({ id, name }) => ({
      id,
      get name() {
        looked += 1;
        return name;
      },
    }));
    const lowerCased = countCalls(String.prototype, "toLowerCase");
    const text = "@".repeat(4_000);
    expect(splitMentions(text, counted)).toEqual([{ kind: "text", text }]);
    expect(looked).toBe(people.length);
    expect(lowerCased()).toBeLessThanOrEqual(2 * people.length);
  });

  it("are completed where the caret is in one, and nowhere else", () => {
    expect(mentionBeingTyped("hi @an", 6)).toEqual({ from: 3, typed: "an" });
    expect(mentionBeingTyped("hi @", 4)).toEqual({ from: 3, typed: "" });
    expect(mentionBeingTyped("hi @an x", 8)).toBeUndefined();
    expect(mentionBeingTyped("ops@an", 6)).toBeUndefined();
  });
});
