import fc from "fast-check";
import { expect, test } from "vitest";
import type { KeyframeDepth } from "../../../electron/engine/screen/screen.ts";
import { compareScreens, type CompareOptions } from "../../support/compare-screens.ts";
import { count } from "../../support/counts.ts";
import { inTurns } from "../../support/in-turns.ts";
import { stream, typicalStream } from "./streams.ts";
import { createTestTerminal, type Size, type TestTerminal } from "./support.ts";

/** For the counts of a long run. */
const longMs = 1_800_000;

const sizes = fc.record({ cols: fc.integer({ min: 2, max: 24 }), rows: fc.integer({ min: 2, max: 7 }) });

/** A second terminal that begins with a keyframe of the first. */
function join(first: TestTerminal, size: Size, depth: KeyframeDepth): TestTerminal {
  const second = createTestTerminal(size);
  second.write(first.keyframe(depth));
  return second;
}

function expectSame(first: TestTerminal, second: TestTerminal, options: CompareOptions): void {
  expect(compareScreens(first.dump(), second.dump(), options)).toBeUndefined();
}

/**
 * Known and left as they are: half a wide character (which later output may treat otherwise than the blank it becomes),
 * and, on the alternate screen, wrapping after a blank cell in a line that is not all blank.
 */
function isBeyondKeyframes(terminal: TestTerminal): boolean {
  const { active, cursor, cols, rows, alternate, torn } = terminal.dump();
  const wrapsAfterBlank = alternate.lines.at(cursor.y - rows)?.cells.at(-1)?.[0] === "";
  return torn > 0 || (active === "alternate" && cursor.x >= cols && wrapsAfterBlank);
}

for (const depth of ["screen", "everything"] as const) {
  test(`[S1] a keyframe of ${depth} gives the screen again, and what follows has the same effect`, {
    timeout: longMs,
  }, async () => {
    // Where a saved cursor lies once the scrollback moved, and which line ED 1 unwraps, xterm reckons from the scrollback.
    const after: CompareOptions = { depth, wraps: depth === "everything" };
    await fc.assert(
      fc.asyncProperty(
        sizes,
        stream,
        stream,
        inTurns((size, before, rest) => {
          const whole = createTestTerminal(size);
          whole.write(before);
          fc.pre(!isBeyondKeyframes(whole));
          const joined = join(whole, size, depth);
          expectSame(whole, joined, { depth });
          for (const each of [whole, joined]) each.write(rest);
          const difference = compareScreens(whole.dump(), joined.dump(), after);
          if (difference?.includes("saved position") !== true) expect(difference).toBeUndefined();
        }),
      ),
      { seed: 20_240_601, numRuns: count(800, 100_000) },
    );
  });
}

test("[S1] after a keyframe of everything a resize rearranges the same lines", {
  timeout: longMs,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes,
      sizes,
      typicalStream,
      typicalStream,
      inTurns((size, newSize, before, rest) => {
        const whole = createTestTerminal(size);
        whole.write(before);
        const joined = join(whole, size, "everything");
        for (const each of [whole, joined]) {
          each.resize(newSize.cols, newSize.rows);
          each.write(rest);
        }
        expectSame(whole, joined, {});
      }),
    ),
    { seed: 20_240_602, numRuns: count(400, 30_000) },
  );
});

test("[S1] a keyframe taken after a resize gives the screen again, colours and all", {
  timeout: longMs,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes,
      sizes,
      typicalStream,
      typicalStream,
      inTurns((size, newSize, before, rest) => {
        const whole = createTestTerminal(size);
        whole.write(before.slice(0, -"\x1b[m".length));
        whole.resize(newSize.cols, newSize.rows);
        for (const depth of ["screen", "everything"] as const) {
          const joined = join(whole, newSize, depth);
          expectSame(whole, joined, { depth, only: "seen" });
          for (const text of ["\x1b[m", rest]) joined.write(text);
          const went = createTestTerminal(size);
          went.write(before.slice(0, -"\x1b[m".length));
          went.resize(newSize.cols, newSize.rows);
          went.write(`\x1b[m${rest}`);
          expectSame(went, joined, { depth, only: "seen", wraps: depth === "everything" });
        }
      }),
    ),
    { seed: 20_240_605, numRuns: count(400, 30_000) },
  );
});

test("[S1] what a resize tore apart is gone everywhere: the next one rearranges the same lines", {
  timeout: longMs,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes,
      sizes,
      sizes,
      typicalStream,
      inTurns((size, second, third, before) => {
        const whole = createTestTerminal(size);
        whole.write(before);
        whole.resize(second.cols, second.rows);
        expect(whole.dump().torn).toBe(0);
        const joined = join(whole, second, "everything");
        for (const each of [whole, joined]) each.resize(third.cols, third.rows);
        expectSame(whole, joined, { only: "seen" });
      }),
    ),
    { seed: 20_240_606, numRuns: count(400, 30_000) },
  );
});

test("[S1] after a resize the character before the cursor keeps its look, whatever was printed last", () => {
  const whole = createTestTerminal({ cols: 80, rows: 24 });
  whole.write(`${"x".repeat(70)}\x1b[31my`);
  whole.resize(61, 24);
  const joined = join(whole, { cols: 61, rows: 24 }, "everything");
  expectSame(whole, joined, { only: "seen" });
});

const corpus = [
  "plain \x1b[1;31mred\x1b[0m and \x1b[38;2;1;2;3;48;5;200mcolours\x1b[m\r\n",
  "\x1b[4:3;58;5;9mcurly\x1b[24;59m \x1b[1;2mbold and dim\x1b[22;2mdim\x1b[m\r\n",
  "a long line that wraps around the right edge twice, with 日本語 and e\u0301 on the way\r\n",
  "\x1b(0lqqqk\x1b(B\x1b)0\x0ex\x0f\x1b[2;5r\x1b[?6h\x1b[2;3Hin the margins\x1b7\x1b[?6l\x1b[r\x1b8",
  "\x1b[3g\x1b[5G\x1bH\x1b[17G\x1bH\r\ta\tb\x1b[4hinsert\x1b[4l\x1b[?7lno wrap at the edge here\x1b[?7h",
  "\x1b[20h\n\x1b[20l\x1b[?25l\x1b[5 q\x1b[?1002;1006h\x1b[?1004h\x1b[?2004h\x1b[?1h\x1b=\x1b[?45h\x1b[?12h",
  "\x1b]0;title\x07\x1b]8;id=a;http://a.test/\x1b\\link\x1b]8;;\x1b\\\x1b]4;1;#ff0000\x07\x1b]11;rgb:0/0/0\x1b\\",
  "\x1b[?1049h\x1b[2J\x1b[Halternate\x1b[3;4H\x1b7\x1b[44m\x1b[K\x1b[2;4r\x1bM\x1b[10;1Hend\x1b[?1049lback\x9b1m!\x1b[m",
  "\x1bP$qm\x1b\\\x1b_apc\x1b\\\x1bPq#0~~\x1b\\\x1b]52;c;aGk=\x07\x1b[!p\x1bc\x1b#8\x1b[8;1H🙂\x1b[3b",
].join("");

for (const depth of ["screen", "everything"] as const) {
  test(`[S1] a keyframe of ${depth} taken after any character of a stream with everything in it continues it`, () => {
    const size = { cols: 20, rows: 8 };
    const whole = createTestTerminal(size);
    whole.write(corpus);
    const last = whole.dump();
    const passing = createTestTerminal(size);
    for (const [index, unit] of Array.from(corpus, (each) => each).entries()) {
      passing.write(unit);
      const joined = join(passing, size, depth);
      expect(compareScreens(passing.dump(), joined.dump(), { depth }), `after ${index}`).toBeUndefined();
      joined.write(
        Array.from(corpus)
          .slice(index + 1)
          .join(""),
      );
      expect(compareScreens(last, joined.dump(), { depth, wraps: false }), `from ${index}`).toBeUndefined();
    }
  });
}

test("[S1] links keep their words and their targets", () => {
  const size = { cols: 30, rows: 4 };
  const whole = createTestTerminal(size);
  whole.write(
    "\x1b]8;id=x;http://a.test/\x1b\\one\x1b]8;;\x1b\\ two \x1b[4m\x1b]8;;http://b.test/?q=1;2\x07thr",
  );
  const joined = join(whole, size, "screen");
  expectSame(whole, joined, {});
  expect(joined.dump().pen).toContain("http://b.test/?q=1;2");
  for (const each of [whole, joined]) each.write("ee\x1b]8;;\x07 four");
  expectSame(whole, joined, {});
});

test("scrollback comes with everything, and not with the screen", () => {
  const size = { cols: 10, rows: 3 };
  const whole = createTestTerminal(size);
  whole.write(Array.from({ length: 9 }, (_, index) => `line ${index}`).join("\r\n"));
  expect(join(whole, size, "everything").dump().normal.scrollback).toBe(6);
  expect(join(whole, size, "screen").dump().normal.scrollback).toBe(0);
});

test("when scrollback was cleared, a keyframe of everything has none", () => {
  const size = { cols: 10, rows: 3 };
  const whole = createTestTerminal(size);
  whole.write("1\r\n2\r\n3\r\n4\r\n5\x1b[H\x1b[2J\x1b[3Jleft");
  const joined = join(whole, size, "everything");
  expectSame(whole, joined, {});
  expect(joined.dump().normal.scrollback).toBe(0);
});

test("[S1] a terminal that showed something else, in the middle of a sequence, is wholly replaced", () => {
  const size = { cols: 20, rows: 5 };
  const whole = createTestTerminal(size);
  whole.write("new \x1b[32mcontent");
  const reused = createTestTerminal(size);
  reused.write(
    "\x1b[?1049h\x1b[?25l\x1b[20h\x1b[?12h\x1b[?1003;1006h\x1b[2;4r\x1b(0\x1b[4hold\x1b]0;an old tit",
  );
  reused.write(whole.keyframe("everything"));
  expectSame(whole, reused, {});
});

test("[S2] a keyframe asks nothing", () => {
  const size = { cols: 20, rows: 5 };
  const whole = createTestTerminal(size);
  whole.write("\x1b[c\x1b[6n\x1b[?25$p\x1bP$qm\x1b\\\x1b[5n");
  expect(whole.replies).toHaveLength(5);
  expect(join(whole, size, "everything").replies).toEqual([]);
});

test("a keyframe of a full coloured screen of 80 by 24 is about 4 KB", () => {
  const size = { cols: 80, rows: 24 };
  const whole = createTestTerminal(size);
  for (let row = 0; row < 24; row++) {
    for (let word = 0; word < 8; word++) whole.write(`\x1b[${31 + ((row + word) % 7)}mword-${word}\x1b[m...`);
    whole.write(row < 23 ? "\r\n" : "");
  }
  const bytes = new TextEncoder().encode(whole.keyframe("screen")).length;
  expect(bytes).toBeGreaterThan(1_900);
  expect(bytes).toBeLessThan(5_000);
});

test("[S3] a keyframe stays small whatever is piled up in one cell or title", () => {
  const size = { cols: 20, rows: 5 };
  const whole = createTestTerminal(size);
  whole.write(`a${"\u0301".repeat(100_000)}\x1b]2;${"t".repeat(100_000)}\x07`);
  expect(whole.keyframe("everything").length).toBeLessThan(1_000);
});
