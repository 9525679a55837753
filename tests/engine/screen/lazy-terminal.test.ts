import xterm from "@xterm/headless";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createAbsoluteLines } from "../../../electron/engine/screen/absolute-lines.ts";
import { createLazyTerminal } from "../../../electron/engine/screen/lazy-terminal.ts";

import type { KeyframeDepth } from "../../../electron/engine/screen/screen.ts";
import { coreOf } from "../../../electron/engine/screen/xterm-core.ts";
import { hardenTerminal } from "../../../shared/vt/harden.ts";
import { createModeTracker } from "../../../shared/vt/modes.ts";
import { createScanner } from "../../../shared/vt/scanner.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";
import { compareScreens, dumpScreen } from "../../support/compare-screens.ts";
import { count } from "../../support/counts.ts";
import { inTurns } from "../../support/in-turns.ts";
import { piece } from "./streams.ts";
import type { Size } from "./support.ts";

const longMs = 1_800_000;

function createTerminal(size: Size, scrollback: number) {
  const terminal = new xterm.Terminal({ ...terminalOptions, ...size, scrollback });
  hardenTerminal(terminal);
  const core = coreOf(terminal);
  const tracker = createModeTracker();
  return { terminal, core, tracker, scanner: createScanner(tracker), written: { characters: 0 } };
}

/** One terminal that puts off what it can, beside one that parses everything at once. */
function createPair(size: Size, scrollback: number) {
  const first = createTerminal(size, scrollback);
  const second = createTerminal(size, scrollback);
  const numbers = createAbsoluteLines(first.core);
  const writeSync = second.core.writeSync.bind(second.core);
  const core = Object.create(second.core, {
    writeSync: {
      value(text: string) {
        second.written.characters += text.length;
        writeSync(text);
      },
    },
  }) as typeof second.core;
  const lazy = createLazyTerminal(core, scrollback, second.tracker.modes, second.scanner);
  return {
    write(text: string) {
      first.core.writeSync(text);
      first.scanner.feed(text);
      lazy.write(text);
    },
    /** The scrollback is full: how xterm.js then lays lines out anew depends on where in its ring they lie. */
    get full() {
      const { normal } = first.terminal.buffer;
      return normal.length >= first.terminal.rows + scrollback;
    },
    resize(cols: number, newRows: number) {
      first.terminal.resize(cols, newRows);
      lazy.end();
      second.terminal.resize(cols, newRows);
    },
    /** What differs at a look of this depth; undefined where nothing does. */
    difference(depth: KeyframeDepth): string | undefined {
      lazy.catchUp(depth);
      const screens = compareScreens(dumpScreen(first.terminal), dumpScreen(second.terminal), { depth });
      if (screens !== undefined) return screens;
      if (second.scanner.unfinished + lazy.unread !== first.scanner.unfinished) return "what is unfinished";
      return lazy.top === numbers.top
        ? undefined
        : `line ${numbers.top} on top in the first, ${lazy.top} in the second`;
    },
    /** Characters the lazy one has parsed. */
    get parsed() {
      return second.written.characters;
    },
  };
}

const plainPiece = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.constantFrom("a", "ls", "hello ", " ", "x".repeat(21), "~/src $ ", "日本", "ｗ", "🙂", "é"),
  },
  { weight: 2, arbitrary: fc.constantFrom("\u0301", "e\u0301", "日\u0301", "\u200d", "\u{e0100}") },
  { weight: 10, arbitrary: fc.constantFrom("\r\n", "\r\n", "\n", "\r", "\t", "\r\n\r\n\r\n") },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ..."0 1 31 44 7 4:3 58;5;9 38;2;1;2;3 39 49 24 0;32 ;1 48;5;17 53 9"
        .split(" ")
        .map((codes) => `\x1b[${codes}m`),
      "\x1b[m",
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom("\x1b[K", "\x1b[1K", "\x1b[2K") },
);

const plain = fc
  .tuple(fc.array(plainPiece, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 12 }))
  .map(([pieces, times]) => pieces.join("").repeat(times));

const sizes = fc.record({ cols: fc.integer({ min: 2, max: 30 }), rows: fc.integer({ min: 1, max: 6 }) });
const depth = fc.constantFrom("screen" as const, "everything" as const);

type Step =
  | { readonly do: "write"; readonly text: string }
  | { readonly do: "look"; readonly depth: "screen" | "everything" }
  | { readonly do: "resize"; readonly size: Size };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: plain.map((text) => ({ do: "write" as const, text })) },
  { weight: 4, arbitrary: piece.map((text) => ({ do: "write" as const, text })) },
  { weight: 8, arbitrary: depth.map((each) => ({ do: "look" as const, depth: each })) },
  { weight: 1, arbitrary: sizes.map((size) => ({ do: "resize" as const, size })) },
);

/** Pieces of a text, cut anywhere but within a surrogate pair, as the log's entries are. */
function* cutUp(text: string, length: number): Generator<string> {
  const points = Array.from(text);
  for (let at = 0; at < points.length; at += length) yield points.slice(at, at + length).join("");
}

test("[S1] a terminal that puts off what it can is at every look what one is that parses everything", {
  timeout: longMs,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes,
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 400 }),
      fc.array(step, { minLength: 1, maxLength: 25 }),
      inTurns((size, scrollback, cut, steps) => {
        const pair = createPair(size, scrollback);
        for (const each of steps) {
          if (each.do === "write") for (const text of cutUp(each.text, cut)) pair.write(text);
          else if (each.do === "look") expect(pair.difference(each.depth)).toBeUndefined();
          else {
            if (pair.full) pair.write("\x18\x1bc");
            pair.resize(each.size.cols, each.size.rows);
          }
        }
        expect(pair.difference("screen")).toBeUndefined();
        expect(pair.difference("everything")).toBeUndefined();
      }),
    ),
    { seed: 20_240_603, numRuns: count(1_000, 100_000) },
  );
});

const line = (index: number): string => `\x1b[3${index % 8}mline ${index}\x1b[m and what it says\r\n`;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => line(from + index)).join("");

test("of a flood only what is looked at is parsed", () => {
  const pair = createPair({ cols: 40, rows: 10 }, 100);
  let written = 0;
  for (let at = 0; at < 20_000; at += 200) {
    const text = lines(at, at + 200);
    written += text.length;
    pair.write(text);
    if (at % 2_000 === 0) expect(pair.difference("screen")).toBeUndefined();
  }
  expect(pair.difference("everything")).toBeUndefined();
  expect(pair.parsed).toBeLessThan(written / 20);
});

const inTheWay: Record<string, string> = {
  "the cursor moves up": "\x1b[3A",
  "a scroll region is set": "\x1b[2;4r",
  "the other screen is shown": "\x1b[?1049h",
  "lines do not wrap": "\x1b[?7l",
  "a link is open": "\x1b]8;;http://a.test/\x07",
  "a line feed returns the carriage": "\x1b[20h",
  "a sequence is unfinished": "\x1b]0;a title that goes on and on",
  "there is half a character": "\ud83d",
};
for (const [name, sequence] of Object.entries(inTheWay)) {
  test(`[S1] the shortcut is not taken where ${name}`, () => {
    const pair = createPair({ cols: 40, rows: 10 }, 20);
    pair.write(lines(0, 100));
    const before = pair.parsed;
    pair.write(sequence);
    const text = lines(100, 200);
    pair.write(name.includes("moves up") ? `${sequence}${text}` : text);
    expect(pair.parsed - before).toBeGreaterThanOrEqual(text.length);
    expect(pair.difference("everything")).toBeUndefined();
  });
}

test("[S1] a saved cursor that lies below the screen, and moves with every row that scrolls, is right", () => {
  const pair = createPair({ cols: 40, rows: 4 }, 50);
  pair.write(`${lines(0, 60)}\x1b[2H\x1b7\x1b[H\x1b[2J\x1b[3J`);
  pair.write(lines(60, 200));
  expect(pair.difference("screen")).toBeUndefined();
  pair.write("\x1b8here");
  expect(pair.difference("everything")).toBeUndefined();
});

test("a combining character that follows what was parsed joins it, and takes no cell", () => {
  const pair = createPair({ cols: 4, rows: 3 }, 10);
  pair.write("\x1b[2Gabe");
  pair.write("\u0301".repeat(3));
  pair.write("x\r\n");
  expect(pair.difference("everything")).toBeUndefined();
});

test("output of which no line ever ends is bounded, too", () => {
  const pair = createPair({ cols: 40, rows: 4 }, 50);
  const text = "\rprogress 10 %".repeat(5_000);
  for (let fed = 0; fed < 5_000_000; fed += text.length) pair.write(text);
  expect(pair.parsed).toBeGreaterThan(4_000_000);
  expect(pair.difference("everything")).toBeUndefined();
});
