import { describe, expect, it } from "vitest";
import { splitArguments } from "../../renderer/home/split-arguments.ts";
import { startDefaults, startInput } from "../../renderer/home/start-form.ts";

describe("a line of arguments", () => {
  it.each([
    ["htop -d 20", ["htop", "-d", "20"]],
    ["  spaced\tout  ", ["spaced", "out"]],
    [`sh -c 'echo "a b"'`, ["sh", "-c", 'echo "a b"']],
    [`a\\ b "c\\"d" "e\\f" ''`, ["a b", 'c"d', "e\\f", ""]],
    [`one"two"'three'`, ["onetwothree"]],
    ["$HOME `id` *", ["$HOME", "`id`", "*"]],
    ["", []],
  ])("is cut as a shell would, and nothing in it is run: %j", (line, words) => {
    expect(splitArguments(line)).toEqual({ ok: true, value: words });
  });

  it("says what is missing", () => {
    expect(splitArguments("'open")).toEqual({ ok: false, error: "The closing ' is missing." });
    expect(splitArguments("end\\")).toMatchObject({ ok: false });
  });
});

describe("starting a session", () => {
  it("is a recorded shell with one presenter by default", () => {
    expect(startInput(startDefaults)).toEqual({
      ok: true,
      value: { target: { kind: "shell", argv: [] }, mode: "presenter", record: true },
    });
  });

  it("takes what was filled in, trimmed", () => {
    const form = {
      ...startDefaults,
      kind: "ssh",
      words: "ana@db -p 22",
      title: " Upgrade ",
      maxParticipants: "12",
    } as const;
    expect(startInput(form)).toEqual({
      ok: true,
      value: {
        target: { kind: "ssh", argv: ["ana@db", "-p", "22"] },
        mode: "presenter",
        record: true,
        title: "Upgrade",
        maxParticipants: 12,
      },
    });
  });

  it("starts a training with its topic, level and trainees, and a second person where one is required", () => {
    const form = {
      ...startDefaults,
      type: "training",
      topic: " Lock waits ",
      level: "beginner",
      fourEyes: "watching",
    } as const;
    expect(startInput(form)).toMatchObject({
      ok: true,
      value: {
        type: "training",
        training: { topic: "Lock waits", level: "beginner" },
        fourEyes: "watching",
      },
    });
    const named = { ...form, trainees: " Mia,Ben Okafor;\nMia, מרים , " };
    expect(startInput(named)).toHaveProperty("value.training.trainees", ["Mia", "Ben Okafor", "מרים"]);
    // A topic that was typed before the type was changed back is not sent.
    expect(startInput({ ...form, type: "standard" })).not.toHaveProperty("value.training");
  });

  it.each([
    ["topic", { type: "training", topic: "a\u202eb" }],
    ["trainees", { type: "training", trainees: `Mia, ${"x".repeat(61)}` }],
    ["trainees", { type: "training", trainees: Array.from({ length: 51 }, (_, i) => `T${i}`).join() }],
    ["words", { kind: "ssh", words: "  " }],
    ["words", { kind: "command", words: "vi 'x" }],
    ["title", { title: "a\u202eb" }],
    ["maxParticipants", { maxParticipants: "101" }],
    ["maxParticipants", { maxParticipants: "1.5" }],
  ] as const)("names the field that is wrong: %s", (field, changes) => {
    expect(startInput({ ...startDefaults, ...changes })).toMatchObject({ ok: false, error: { field } });
  });
});
