import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, utf8 } from "../../../shared/base/bytes.ts";
import { createGather } from "../../../electron/engine/session/gather.ts";
import { createTestClock } from "../../support/clock.ts";
import { count } from "../../support/counts.ts";

function gathering() {
  const clock = createTestClock();
  const texts: string[] = [];
  const gather = createGather(clock, (text) => texts.push(text));
  return { clock, texts, gather };
}

/** Text of every length of character, valid or cut anywhere, and bytes that are never UTF-8. */
const bytesOfATarget = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }).map(utf8),
      fc.string({ unit: "grapheme", maxLength: 6 }).map(utf8),
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom("é", "€", "😀").map((letter) => utf8(letter).subarray(0, -1)),
      fc
        .constantFrom([0xf0, 0x9f], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80], [0xe0, 0x80])
        .map((each) => Uint8Array.from(each)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => concat(...parts));

/** Where it is cut, as fractions of its length. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

function cutUp(bytes: Uint8Array, at: readonly number[]): readonly Uint8Array[] {
  const places = [0, ...at.map((each) => Math.round(each * bytes.length)), bytes.length].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}

describe("[L8] gathering output", () => {
  it("gives the same text however the target's bytes are split, with U+FFFD for what is not UTF-8", () => {
    fc.assert(
      fc.property(bytesOfATarget, cuts, fc.array(fc.nat(9)), (bytes, at, pauses) => {
        const { clock, texts, gather } = gathering();
        for (const [i, chunk] of cutUp(bytes, at).entries()) {
          gather.push(chunk.slice());
          clock.advance(pauses[i] ?? 0);
        }
        gather.end();
        expect(texts.join("")).toBe(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
      }),
      { numRuns: count(2_000, 50_000) },
    );
  });

  it("never tears a character that has two halves in UTF-16 between two entries", () => {
    fc.assert(
      fc.property(fc.nat(3), fc.integer({ min: 16_380, max: 16_390 }), (lead, pairs) => {
        const { texts, gather } = gathering();
        gather.push(utf8("x".repeat(lead) + "😀".repeat(pairs)));
        gather.end();
        expect(texts.length).toBeGreaterThan(1);
        for (const text of texts) expect(text).not.toMatch(/\p{Surrogate}/u);
        expect(texts.join("")).toBe("x".repeat(lead) + "😀".repeat(pairs));
      }),
      { numRuns: count(40, 400) },
    );
  });

  it("hands over the first bytes after a silence at once, and gathers what follows", () => {
    const { clock, texts, gather } = gathering();
    gather.push(utf8("a"));
    expect(texts).toEqual(["a"]);
    gather.push(utf8("b"));
    gather.push(utf8("c"));
    expect(texts).toEqual(["a"]);
    clock.advance(4);
    expect(texts).toEqual(["a", "bc"]);
    clock.advance(4);
    gather.push(utf8("d"));
    expect(texts).toEqual(["a", "bc", "d"]);
    expect(clock.scheduled).toEqual([]);
  });

  it("hands over a whole entry's worth without waiting, in entries of at most 16,384 characters", () => {
    const { texts, gather } = gathering();
    gather.push(utf8("a"));
    gather.push(utf8("b".repeat(40_000)));
    expect(texts.map((text) => text.length)).toEqual([1, 16_384, 16_384, 7_232]);
  });

  it("holds no timer when it is disposed of while something waits", () => {
    const { clock, gather } = gathering();
    gather.push(utf8("a"));
    gather.push(utf8("b"));
    gather.dispose();
    expect(clock.scheduled).toEqual([]);
  });
});
