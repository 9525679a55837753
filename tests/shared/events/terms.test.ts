import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chatTextSchema,
  commandLineSchema,
  commandTextSchema,
  displayNameSchema,
  noteTextSchema,
  sentenceSchema,
  titleSchema,
} from "../../../shared/events/terms.ts";
import { count } from "../../support/counts.ts";

const schemas = {
  "a name": displayNameSchema,
  "a title": titleSchema,
  "a sentence": sentenceSchema,
  "a note": noteTextSchema,
  "a chat message": chatTextSchema,
  "a command": commandTextSchema,
  "a command line": commandLineSchema,
} as const;

/** Composing makes two or three of some of these, and one of others. */
const composing = ["\ufb2c", "\u0958", "\u{1d15e}", "e\u0301", "\u1100\u1161", "a", " ", "\r\n", "\n"];
const text = fc
  .array(fc.oneof(fc.constantFrom(...composing), fc.string({ unit: "binary" })), { maxLength: 30 })
  .chain((parts) => fc.integer({ min: 1, max: 2_000 }).map((times) => parts.join("").repeat(times)));

it.each([
  ["a name", displayNameSchema, 60],
  ["a title", titleSchema, 120],
  ["a sentence", sentenceSchema, 500],
  ["a note", noteTextSchema, 2_000],
  ["a chat message", chatTextSchema, 4_000],
])("[M12] %s is as long as it is once composed", (_name, schema, most) => {
  expect(schema.safeParse("\u0958".repeat(most / 2)).success).toBe(true);
  expect(schema.safeParse("\u0958".repeat(most / 2 + 1)).success).toBe(false);
  expect(schema.safeParse("e\u0301".repeat(most)).success).toBe(true);
});

describe.each(Object.entries(schemas))("[P5] %s", (_name, schema) => {
  it("that was taken is taken again as it is: what one end logs, every other end reads", () => {
    fc.assert(
      fc.property(text, (written) => {
        const taken = schema.safeParse(written);
        if (!taken.success) return;
        expect(schema.parse(taken.data)).toBe(taken.data);
      }),
      { numRuns: count(300, 10_000) },
    );
  });

  it.each([
    "half a \ud800 pair",
    "soft\u00adhyphen",
    "tag\u{e0041}",
    "mark\u061c",
    "filler\u3164",
    "\u001b[m",
  ])("is refused where it hides something: %j", (written) => {
    expect(schema.safeParse(written).success).toBe(false);
  });
});
