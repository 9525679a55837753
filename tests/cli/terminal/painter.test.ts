/* oxlint-disable no-control-regex -- control characters are what is looked for */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPainter } from "../../../electron/cli/terminal/painter.ts";
import { piece } from "../../engine/screen/streams.ts";
import { count } from "../../support/counts.ts";
import {
  createStage,
  createTestClock,
  createTestTerminal,
  describeState,
  firstDifference,
  textOf,
} from "./support.ts";

/** For the full counts on a busy machine. */
const longMs = 180_000;

const size = { cols: 40, rows: 12 };

describe("what is painted", () => {
  test.each([
    ["text in lines", "one\r\ntwo\r\n\r\n   four"],
    ["16 colours", "\x1b[31mred \x1b[42mon green \x1b[94mblue \x1b[103mon bright\x1b[m plain"],
    ["256 colours", "\x1b[38;5;3mnot the same as 33\x1b[48;5;200m \x1b[38;5;255;48;5;0mx"],
    ["true colour", "\x1b[38;2;1;2;3ma\x1b[48;2;250;0;9mb\x1b[38:2::9:8:7mc"],
    [
      "every attribute",
      "\x1b[1ma\x1b[2mb\x1b[3mc\x1b[4md\x1b[5me\x1b[7mf\x1b[8mg\x1b[9mh\x1b[53mi\x1b[22;23;29mj",
    ],
    ["wide characters", "日本 한\x1b[1;3Hｗ\x1b[2;39H日本x"],
    ["marks", "e\u0301a\u0308 \u65e5\u0301"],
    ["emoji", "🙂🦊 x 👩‍🚀 y ✈️ z"],
    ["line drawing", "\x1b(0lqqk\r\nx  x\r\nmqqj\x1b(B"],
    ["coloured blanks", "\x1b[44m\x1b[2J\x1b[3;5Hx\x1b[41m\x1b[K\r\n\x1b[m\x1b[K"],
    ["a full screen", `${"x".repeat(40 * 12)}`],
    ["the alternate screen", "shell\x1b[?1049h\x1b[Hvim"],
    ["scrolling", Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\r\n")],
    ["a hidden cursor", "x\x1b[?25l"],
    ["a bar that blinks", "\x1b[5 qx"],
    ["application keys", "\x1b[?1h\x1b="],
  ])("is the session's screen, cell by cell: %s", (_, text) => {
    const { session, user, show } = createStage(size);
    show(text);
    expect(firstDifference(session.terminal, user.terminal)).toBeUndefined();
    expect(describeState(user.terminal)).toEqual(describeState(session.terminal));
  });

  test("follows whatever a target writes, piece by piece", { timeout: longMs }, () => {
    const pieces = fc.array(fc.array(piece, { maxLength: 8 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(pieces, (chunks) => {
        const { session, user, show } = createStage({ cols: 20, rows: 6 });
        for (const chunk of chunks) {
          show(chunk.join(""));
          expect(firstDifference(session.terminal, user.terminal)).toBeUndefined();
          expect(describeState(user.terminal)).toEqual(describeState(session.terminal));
        }
      }),
      { seed: 20_251, numRuns: count(300, 10_000) },
    );
  });

  test("[S3] is made of cursor moves, attributes, text and our own modes only, whatever the target writes", {
    timeout: longMs,
  }, () => {
    const allowed =
      /^(?:[^\p{Cc}]|\x1b\[[\d;]*[HmK]|\x1b\[2J|\x1b\[[0-6] q|\x1b[=>]|\x1b\[\?(?:1|7|25|1049|2004|2026)[hl])*$/u;
    const hostile = [
      "\x1b]0;title\x07\x1b]2;title\x1b\\",
      "\x1b]52;c;aGVsbG8=\x07\x1b]52;c;?\x07",
      "\x1b[c\x1b[>c\x1b[6n\x1b[5n\x1b[?6n\x1b]10;?\x07\x1bP$qm\x1b\\",
      "\x1b]8;;https://example.org/\x07link\x1b]8;;\x07",
      "\x1b]1337;File=:AAAA\x07\x1bPq#0;2;0;0;0~\x1b\\\x1b_Gf=24;AAAA\x1b\\",
      "\x1b[?1000h\x1b[?1003h\x1b[?1004h\x1b[?2004h\x1b[8;5;5t\x07\x1b[!p",
      "a\u202eb\u2066c\u200e",
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...hostile), piece), { maxLength: 30 }), (chunks) => {
        const { painter, show, written } = createStage({ cols: 20, rows: 6 });
        for (const chunk of chunks) show(chunk);
        painter.setStatus("a \x1b]0;x\x07 status");
        painter.dispose();
        for (const text of written) expect(text).toMatch(allowed);
        expect(written.join("")).not.toMatch(/[\u200e\u202e\u2066]|title|example\.org/);
      }),
      { seed: 52, numRuns: count(200, 5000) },
    );
  });

  test("is little for a little change", () => {
    const { show, written } = createStage({ cols: 80, rows: 24 });
    show(Array.from({ length: 24 }, (_, line) => `line ${line} `.repeat(8)).join("\r\n"));
    show("\x1b[5;1H$ ");
    written.length = 0;
    show("l");
    show("\b\x1b[K");
    show("");
    show("\x1b[31mx\x1b[m");
    expect(written.map((text) => text.length)).toEqual([
      expect.any(Number),
      expect.any(Number),
      expect.any(Number),
    ]);
    expect(Math.max(...written.map((text) => text.length))).toBeLessThan(30);
    expect(written[0]).toBe("l");
  });
});

describe("a window that is smaller than the session's screen", () => {
  const screen = { cols: 80, rows: 24 };
  const window = { cols: 30, rows: 10 };
  const full = Array.from({ length: 24 }, (_, line) => `${line}:`.padEnd(79, "abcdefghij")).join("\r\n");

  test("shows the part around the cursor and says so", () => {
    const { session, user, painter, show } = createStage(screen, window);
    painter.setStatus("ana is in control");
    show(full);
    const rows = window.rows - 1;
    expect(
      firstDifference(session.terminal, user.terminal, { left: 50, top: 15, cols: 30, rows }),
    ).toBeUndefined();
    show("\x1b[3;5H");
    expect(
      firstDifference(session.terminal, user.terminal, { left: 0, top: 2, cols: 30, rows }),
    ).toBeUndefined();
    expect(describeState(user.terminal)).toMatchObject({ cursor: "4, 0" });
    expect(textOf(user.terminal, 9)).toMatch(/^ ana is .* shows 30x9 of 80x24 $/);
  });

  test("stays where it is while the cursor moves within it", () => {
    const { session, user, painter, show } = createStage(screen, window);
    painter.setStatus("x");
    show(`${full}\x1b[20;1H`);
    const before = textOf(user.terminal, 0);
    show("\x1b[17;10H");
    expect(textOf(user.terminal, 0)).toBe(before);
    expect(
      firstDifference(session.terminal, user.terminal, { left: 0, top: 11, cols: 30, rows: 9 }),
    ).toBeUndefined();
  });

  test("shows the bottom left when there is no cursor", () => {
    const { session, user, show } = createStage(screen, window);
    show(`${full}\x1b[H\x1b[?25l`);
    expect(firstDifference(session.terminal, user.terminal, { left: 0, top: 14, ...window })).toBeUndefined();
    expect(describeState(user.terminal)).toMatchObject({ cursor: "hidden" });
  });

  test("leaves blank what a wide character has only half of", () => {
    const { user, show } = createStage({ cols: 20, rows: 3 }, { cols: 5, rows: 3 });
    show("abcd日本\x1b[H");
    expect(textOf(user.terminal, 0)).toBe("abcd");
    show("\x1b[1;8H");
    expect(textOf(user.terminal, 0)).toBe(" 本");
  });

  test("may be as small as it gets", () => {
    const { painter, show, user } = createStage(screen, { cols: 1, rows: 1 });
    show(full);
    painter.setStatus("status");
    show("x");
    expect(textOf(user.terminal, 0)).toBe(" ");
    painter.setStatus(undefined);
    show("\r9\r");
    expect(textOf(user.terminal, 0)).toBe("9");
  });
});

describe("a window that is larger", () => {
  test("lays a sheet over the lower end of the screen, above the status, and the screen is whole again without it", () => {
    const { painter, user, clock, show } = createStage({ cols: 20, rows: 4 }, { cols: 20, rows: 5 });
    painter.setStatus("status");
    show("one\r\ntwo\r\nthree\r\nfour");
    painter.setStatus("status", ["first \u001b[2J日本", "second"]);
    clock.advance(20);
    const rows = () => [0, 1, 2, 3, 4].map((row) => textOf(user.terminal, row).trim());
    expect(rows()).toEqual(["one", "two", "first ␛[2J日本", "second", "status"]);
    expect(describeState(user.terminal)).toMatchObject({ cursor: "hidden" });
    painter.setStatus("status");
    clock.advance(20);
    expect(rows()).toEqual(["one", "two", "three", "four", "status"]);
  });

  test("leaves the rest blank and keeps the last line for the status, which can be hidden", () => {
    const { session, user, painter, show, clock } = createStage(size, { cols: 60, rows: 20 });
    painter.setStatus("Live · Grüße von 日本 · \u202eno tricks");
    show("hello");
    expect(firstDifference(session.terminal, user.terminal)).toBeUndefined();
    expect(textOf(user.terminal, 19)).toBe(` Live · Grüße von 日本 · no tricks${" ".repeat(26)}`);
    painter.setStatus(undefined);
    clock.advance(20);
    expect(textOf(user.terminal, 19)).toBe("");
  });

  test("is painted anew when its size changes, whatever became of it", () => {
    const { session, user, painter, show } = createStage(size);
    show("\x1b[31mhello\r\nworld");
    user.terminal.resize(33, 15);
    user.write("\x1b[Hgarbage\x1b[5;5Hmore");
    painter.resize(33, 15);
    show("!");
    expect(
      firstDifference(session.terminal, user.terminal, { left: 0, top: 0, cols: 33, rows: 12 }),
    ).toBeUndefined();
    expect(textOf(user.terminal, 13)).toBe("");
  });

  test("is painted anew when something else has written there", () => {
    const { session, user, painter, show } = createStage(size);
    show("\x1b[?1h\x1b[3 q\x1b[?25lhello");
    user.write("\x1b[?1049l\x1b[?25h\x1b[?1l\x1b[0 qa shell was here");
    painter.redraw();
    show("");
    expect(firstDifference(session.terminal, user.terminal)).toBeUndefined();
    expect(describeState(user.terminal)).toEqual(describeState(session.terminal));
  });
});

describe("frames", () => {
  test("come at once after silence, then at most 60 a second, the last one complete", () => {
    const { session, user, painter, clock, written } = createStage(size);
    clock.advance(1000);
    written.length = 0;
    let atOnce = 0;
    for (let change = 0; change < 1000; change++) {
      session.write(`\rchange ${change}`);
      painter.handleScreen(session.terminal);
      if (change === 0) atOnce = written.length;
      clock.advance(1);
    }
    clock.advance(17);
    expect(atOnce).toBe(1);
    expect(written.length).toBeGreaterThan(50);
    expect(written.length).toBeLessThanOrEqual(61);
    expect(textOf(user.terminal, 0)).toBe("change 999");
  });

  test("wait for a terminal that is slow, and then show the latest", () => {
    const session = createTestTerminal(size);
    const clock = createTestClock();
    const written: string[] = [];
    const waiting: (() => void)[] = [];
    const painter = createPainter({
      ...size,
      clock,
      out: (text, done) => {
        written.push(text);
        waiting.push(done);
      },
    });
    for (let change = 0; change < 100; change++) {
      session.write(`\rchange ${change}`);
      painter.handleScreen(session.terminal);
      clock.advance(20);
    }
    expect(written).toHaveLength(1);
    waiting.shift()?.();
    expect(written).toHaveLength(2);
    expect(written[1]).toContain("change 99");
  });
});

describe("the user's terminal", () => {
  test("is given back as it was, once, and gets nothing afterwards", () => {
    const { session, user, painter, clock, written } = createStage(size);
    user.write("\x1b[?1049l\x1b[?25h$ tandem join\r\n");
    const before = [textOf(user.terminal, 0), describeState(user.terminal)];
    painter.redraw();
    clock.advance(20);
    session.write("\x1b[?1h\x1b=\x1b[5 q\x1b[?25l\x1b[1;44mhello");
    painter.handleScreen(session.terminal);
    clock.advance(20);
    expect(user.terminal.buffer.active.type).toBe("alternate");
    painter.handleScreen(session.terminal);
    painter.dispose();
    painter.dispose();
    const end = written.length;
    clock.advance(100);
    painter.handleScreen(session.terminal);
    painter.redraw();
    painter.resize(10, 10);
    clock.advance(100);
    expect(written).toHaveLength(end);
    expect(user.terminal.buffer.active.type).toBe("normal");
    expect(user.terminal.modes.bracketedPasteMode).toBe(false);
    expect(user.terminal.modes.wraparoundMode).toBe(true);
    expect([textOf(user.terminal, 0), describeState(user.terminal)]).toEqual(before);
  });
});
