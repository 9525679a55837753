import fc from "fast-check";
import { expect, test } from "vitest";
import { equalBytes, fromUtf8 } from "../../../shared/base/bytes.ts";
import { encodeLine, maxLineBytes, parseLine } from "../../../shared/log/line.ts";
import { createOutputLines } from "../../../shared/log/output-line.ts";
import { count } from "../../support/counts.ts";

const text = (intervalMs: number, data: string) => fromUtf8(encodeLine(intervalMs, "o", data));

test("[L1] a line is the array asciicast v3 wants, its interval the shortest decimal", () => {
  expect(text(0, "a")).toBe('[0, "o", "a"]');
  expect(text(1, "a")).toBe('[0.001, "o", "a"]');
  expect(text(1500, "a")).toBe('[1.5, "o", "a"]');
  expect(text(3_600_000, '\u001b[0m\r\n"\\')).toBe('[3600, "o", "\\u001b[0m\\r\\n\\"\\\\"]');
  expect(text(999_999_999_999, "")).toBe('[999999999.999, "o", ""]');
});

test("[L1] every line is read back as it was written, lone surrogates as U+FFFD", () => {
  const anyText = fc
    .string({ unit: "binary" })
    .chain((valid) =>
      fc.constantFrom(
        valid,
        `${valid}\ud83d`,
        `\ude00${valid}`,
        `${valid}\\ud800`,
        `a${valid}\udfff\u{1f600}`,
      ),
    );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), anyText, (intervalMs, data) => {
      const line = fromUtf8(encodeLine(intervalMs, "t", data));
      const expected = data.replaceAll(/\p{Surrogate}/gu, "\ufffd");
      expect(parseLine(line)).toEqual({ ok: true, value: { intervalMs, code: "t", data: expected } });
      expect(JSON.parse(line)).toEqual([intervalMs / 1000, "t", expected]);
      expect(line).not.toMatch(/[\r\n]/);
    }),
    { seed: 1, numRuns: count(300, 10_000) },
  );
});

test.each([
  ["nothing", ""],
  ["another value", '{"o":1}'],
  ["white space before", ' [0, "o", "a"]'],
  ["a carriage return after", '[0, "o", "a"]\r'],
  ["white space within", '[0, "o", "a" ]'],
  ["no space between", '[0,"o","a"]'],
  ["a fourth value", '[0, "o", "a", "b"]'],
  ["two strings", '[0, "o", "a" "b"]'],
  ["data that is no string", '[0, "o", 5]'],
  ["data that ends in an escape", '[0, "o", "a\\"]'],
  ["a raw control character", '[0, "o", "a\tb"]'],
  ["a negative interval", '[-1, "o", "a"]'],
  ["an interval finer than ms", '[0.0001, "o", "a"]'],
  ["an interval with an exponent", '[1e3, "o", "a"]'],
  ["an interval with leading zeros", '[01, "o", "a"]'],
  ["a code of two letters", '[0, "oo", "a"]'],
  ["a comment", "# hello"],
])("[L1] %s is not a line", (_what, line) => {
  expect(parseLine(line).ok).toBe(false);
});

test("a code of a newer host is read, so that it can be skipped", () => {
  expect(parseLine('[1.50, "q", "\\u0041"]')).toEqual({
    ok: true,
    value: { intervalMs: 1500, code: "q", data: "A" },
  });
});

test("the largest line is written and read; one byte more is neither", () => {
  const frame = '[0, "o", ""]'.length;
  const largest = encodeLine(0, "o", "a".repeat(maxLineBytes - frame));
  expect(largest.length).toBe(maxLineBytes);
  expect(parseLine(fromUtf8(largest)).ok).toBe(true);
  expect(() => encodeLine(0, "o", "a".repeat(maxLineBytes - frame + 1))).toThrow("longer");
  expect(parseLine(`${fromUtf8(largest).slice(0, -2)}a"]`).ok).toBe(false);
});

test.each([-1, 0.5, Number.NaN, 1e12])("an interval of %s ms is a bug and throws", (intervalMs) => {
  expect(() => encodeLine(intervalMs, "o", "")).toThrow("whole milliseconds");
});

test("[L1] a line of long output is the same, byte for byte, with room of its own before it", () => {
  const headroomBytes = 21;
  const encodeOutput = createOutputLines(headroomBytes);
  const unit = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.constantFrom(
      "\ud83d",
      "\ude00",
      '"',
      "\\",
      "\x1b[0m",
      "\r\n\t\b\f\v\0\x1f",
      "\x7f\x80\u2028",
      "plain text ",
    ),
  );
  const long = fc
    .tuple(fc.array(unit, { minLength: 1, maxLength: 20 }), fc.constantFrom(4_000, 4_096, 16_384, 60_000))
    .map(([units, length]) => units.join("").padEnd(1, "x").repeat(length).slice(0, length));
  const kept: [Uint8Array, Uint8Array][] = [];
  let encoded = 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), long, (intervalMs, data) => {
      const line = encodeOutput(intervalMs, data);
      if (line === undefined) return;
      encoded++;
      const room = new Uint8Array(line.buffer, line.byteOffset - headroomBytes, headroomBytes).fill(0xff);
      expect(room).toHaveLength(headroomBytes);
      const expected = encodeLine(intervalMs, "o", data);
      kept.push([line, expected]);
      expect(equalBytes(line, expected)).toBe(true);
    }),
    { seed: 2, numRuns: count(200, 3_000) },
  );
  // Nor did a later one, or its room, overwrite an earlier.
  expect(kept.every(([line, expected]) => equalBytes(line, expected))).toBe(true);
  expect(encoded).toBeGreaterThan(100);
});
