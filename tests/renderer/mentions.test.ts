import { describe, expect, it } from "vitest";
import { mentionBeingTyped, splitMentions } from "../../renderer/session/panel/mentions.ts";
import { participantIdSchema } from "../../shared/base/ids.ts";

const person = (letter: string, name: string) => ({
  id: participantIdSchema.parse(`PAR-${letter.repeat(8)}`),
  name,
});
const people = [person("A", "Ana"), person("B", "Ana Souza"), person("C", "מרים")];

/** `[name]` where somebody is mentioned. */
function marked(text: string): string {
  return splitMentions(text, people)
    .map((each) => (each.kind === "text" ? each.text : `[${each.participant.at(-1)}:${each.text}]`))
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

  it("are completed where the caret is in one, and nowhere else", () => {
    expect(mentionBeingTyped("hi @an", 6)).toEqual({ from: 3, typed: "an" });
    expect(mentionBeingTyped("hi @", 4)).toEqual({ from: 3, typed: "" });
    expect(mentionBeingTyped("hi @an x", 8)).toBeUndefined();
    expect(mentionBeingTyped("ops@an", 6)).toBeUndefined();
  });
});
