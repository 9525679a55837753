import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanLabel, showControls } from "../../../shared/vt/clean.ts";
import { boundMarks } from "../../../shared/vt/harden.ts";
import { sanitisePaste } from "../../../shared/vt/paste.ts";

const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\x1b[201~", "\x1b", "\r\n", "\x9b", "\u202e", "\t"),
    ),
  )
  .map((parts) => parts.join(""));

test("a paste keeps tabs, and its line ends become carriage returns", () => {
  expect(sanitisePaste("a\tb\r\nc\nd\re", { bracketed: false })).toBe("a\tb\rc\rd\re");
});

test("[S4] a paste cannot end its brackets or press a control key", () => {
  expect(sanitisePaste("safe\x1b[201~rm -rf /\x03\x9b201~\n", { bracketed: true })).toBe(
    "\x1b[200~safe[201~rm -rf /201~\r\x1b[201~",
  );
  fc.assert(
    fc.property(anyText, (text) => {
      const pasted = sanitisePaste(text, { bracketed: true });
      expect(pasted.slice(6, -6)).not.toMatch(/[^\P{Cc}\t\r]/u);
      expect(pasted.slice(6, -6)).toBe(sanitisePaste(text, { bracketed: false }));
    }),
  );
});

test("a paste after a paste changes nothing", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const once = sanitisePaste(text, { bracketed: false });
      expect(sanitisePaste(once, { bracketed: false })).toBe(once);
    }),
  );
});

test("a label has no controls, nothing that turns the text, and no more than its length", () => {
  expect(cleanLabel("  ana\x1b[31m\r\n\u202egnp.exe\u200b  ", 40)).toBe("ana[31m gnp.exe");
  expect(cleanLabel("prod-db-01 and more", 10)).toBe("prod-db-0…");
  expect(cleanLabel("🙂".repeat(12), 10)).toBe(`${"🙂".repeat(9)}…`);
  expect(cleanLabel("Zoë नमस्ते 日本", 40)).toBe("Zoë नमस्ते 日本");
  expect(cleanLabel(`z${"\u0301".repeat(50)}!`, 40)).toBe(`z${"\u0301".repeat(4)}!`);
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 30 }), (text, length) => {
      const label = cleanLabel(text, length);
      expect(Array.from(label).length).toBeLessThanOrEqual(length);
      expect(label).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u);
    }),
  );
});

test("controls can be shown", () => {
  expect(showControls("a\x1b[1m\n\x7f\x9b\u202e\u{e0041}")).toBe("a␛[1m␊␡⟨U+009B⟩⟨U+202E⟩⟨U+E0041⟩");
});

test("[S3] piles of combining characters are bounded, words are not touched", () => {
  expect(boundMarks(`a${"\u0301".repeat(1000)}b`)).toBe(`a${"\u0301".repeat(10)}b`);
  const flagOfWales = "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}";
  expect(boundMarks(flagOfWales.repeat(20))).toBe(flagOfWales.repeat(20));
  expect(boundMarks("e\u0301 नमस्ते 日本 \x1b[31m👩‍👩‍👧‍👦")).toBe("e\u0301 नमस्ते 日本 \x1b[31m👩‍👩‍👧‍👦");
});
