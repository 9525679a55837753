import xterm from "@xterm/headless";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createModeTracker, maxTitle, type Modes } from "../../../shared/vt/modes.ts";
import { createScanner } from "../../../shared/vt/scanner.ts";
import { createTestTerminal } from "../../engine/screen/support.ts";
import { stream } from "../../engine/screen/streams.ts";
import { count } from "../../support/counts.ts";

/** For the counts of a long run. */
const longMs = 600_000;

function modesAfter(text: string): Modes {
  const tracker = createModeTracker();
  createScanner(tracker).feed(text);
  return tracker.modes;
}

test("the modes are those of a real terminal after any stream", { timeout: longMs }, () => {
  fc.assert(
    fc.property(stream, (text) => {
      const terminal = createTestTerminal({ cols: 20, rows: 5 });
      terminal.write(text);
      const { settings, active } = terminal.dump();
      const modes = modesAfter(text);
      const mice = { none: "NONE", x10: "X10", vt200: "VT200", drag: "DRAG", any: "ANY" };
      const encodings = { default: "DEFAULT", sgr: "SGR", "sgr-pixels": "SGR_PIXELS" };
      expect({
        applicationCursorKeys: String(modes.applicationCursor),
        applicationKeypad: String(modes.applicationKeypad),
        bracketedPasteMode: String(modes.bracketedPaste),
        "cursor blink": String(modes.cursorBlink),
        "cursor hidden": String(!modes.cursorVisible),
        cursorStyle: String(modes.cursorStyle),
        cursorBlink: String(modes.cursorStyleBlinks),
        insertMode: String(modes.insert),
        "line feed mode": String(modes.newLine),
        mouse: `${mice[modes.mouse]} ${encodings[modes.mouseEncoding]}`,
        origin: String(modes.origin),
        reverseWraparound: String(modes.reverseWraparound),
        sendFocus: String(modes.focus),
        title: modes.title,
        wraparound: String(modes.wraparound),
        "character set shift": String(modes.charsets.shift),
      }).toEqual(
        Object.fromEntries(
          Object.entries(settings).filter(([name]) => !/^G\d$|^character set$|^width/.test(name)),
        ),
      );
      expect(modes.alternateScreen).toBe(active === "alternate");
    }),
    { seed: 4, numRuns: count(500, 20_000) },
  );
});

test("colours are kept until they are reset, and questions about them are none", () => {
  const colours = (text: string) => [...modesAfter(text).colours];
  expect(colours("\x1b]4;1;#ff0000;2;rgb:00/ff/00\x07\x1b]10;#fff;?;#00f\x1b\\")).toEqual([
    [1, "#ff0000"],
    [2, "rgb:00/ff/00"],
    [256, "#fff"],
    [258, "#00f"],
  ]);
  expect(colours("\x1b]4;1;#f00;2;#0f0;300;#00f;x;#fff\x07\x1b]104;1\x07")).toEqual([[2, "#0f0"]]);
  expect(colours("\x1b]4;1;#f00\x07\x1b]11;#0f0\x07\x1b]104\x07\x1b]111\x07")).toEqual([]);
  expect(colours("\x1b]4;1;red;2;#ff\x07")).toEqual([]);
});

test("a title is cut, but never within a character", () => {
  expect(modesAfter(`\x1b]2;${"🙂".repeat(maxTitle)}\x07`).title).toBe("🙂".repeat(maxTitle / 2));
  expect(modesAfter(`\x1b]2;x${"🙂".repeat(maxTitle)}\x07`).title).toBe(`x${"🙂".repeat(maxTitle / 2 - 1)}`);
});

test("character sets are designated, shifted in, and saved with the cursor of each screen", () => {
  const { charsets } = modesAfter("\x1b)0\x0e\x1b7\x1b[?1049h\x0f\x1b(A\x1b7");
  expect(charsets).toEqual({
    designated: ["A", "0", "B", "B"],
    shift: 0,
    current: "A",
    saved: { normal: "0", alternate: "A" },
  });
  expect(modesAfter("\x1b)0\x0e\x1b7\x0f\x1b8").charsets.current).toBe("0");
});

test("the width table is the one xterm has built in", () => {
  expect(new xterm.Terminal({ allowProposedApi: true }).unicode.activeVersion).toBe("6");
});
