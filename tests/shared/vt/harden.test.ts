import xterm from "@xterm/headless";
import fc from "fast-check";
import { expect, test } from "vitest";
import { coreOf } from "../../../electron/engine/screen/xterm-core.ts";
import { boundMarks, hardenTerminal } from "../../../shared/vt/harden.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";
import { count } from "../../support/counts.ts";

function createTerminal() {
  const terminal = new xterm.Terminal({ ...terminalOptions, cols: 20, rows: 5, scrollback: 100 });
  hardenTerminal(terminal);
  const write = (text: string) =>
    new Promise<void>((resolve) => {
      terminal.write(text, resolve);
    });
  const rows = () =>
    Array.from({ length: 5 }, (_, row) =>
      terminal.buffer.active.getLine(terminal.buffer.active.baseY + row)?.translateToString(true),
    );
  return { terminal, write, rows };
}

for (const final of ["S", "T", "L", "M", "I", "Z", "b"]) {
  test(`CSI ${final} with a huge count is done in no time`, async () => {
    const { write, rows } = createTerminal();
    await write("a\r\nb\r\nc\x1b[1;1H");
    const startMs = performance.now();
    await write(`x\x1b[2147483647${final}`);
    expect(performance.now() - startMs).toBeLessThan(1_000);
    if ("STLM".includes(final)) expect(rows()).toEqual(["", "", "", "", ""]);
  });
}

test("lines that a narrower screen pushes out of a full scrollback do not come back at its bottom", async () => {
  for (let cols = 19; cols > 1; cols--) {
    const { terminal, write, rows } = createTerminal();
    await write(`${"p".repeat(110)}\r\n`.repeat(47));
    await write("\x1b[2J\x1b[Hone\r\ntwo\x1b[H");
    terminal.resize(cols, 5);
    expect(rows().slice(2), `${cols} columns`).toEqual(["", "", ""]);
    terminal.dispose();
  }
});

for (const sequence of ["\x1b[1J", "\x1b[?1J"]) {
  test(`${JSON.stringify(sequence)} in the last cell of a fresh screen clears it, and the terminal goes on`, async () => {
    const { write, rows } = createTerminal();
    await write(`top\x1b[5;20Hx\x1b[5;20H${sequence}\rafter`);
    expect(rows()).toEqual(["", "", "", "", "after"]);
  });
}

test("[S3] links are bounded: beyond that text has none, and not the one before it either", async () => {
  const { terminal, write, rows } = createTerminal();
  const startMs = performance.now();
  await write("\x1b]8;;http://a.test/\x07x\x1b]8;;\x07\r".repeat(20_000));
  await write("\x1b]8;;http://first.test/\x07one\x1b]8;;http://last.test/\x07two\r\n".repeat(200));
  expect(performance.now() - startMs).toBeLessThan(10_000);
  expect(rows()[0]).toBe("onetwo");
  await write("\x1b]8;;http://a.test/\x07x\x1b]8;;\x07\r".repeat(2_000));
  await write("\x1b]8;;http://wrong.test/\x07");
  expect(coreOf(terminal)._inputHandler.getAttrData().extended.urlId).toBe(0);
});

test("a link whose address no browser takes is none, and its text stays", async () => {
  const { terminal, write } = createTerminal();
  const urlId = () => coreOf(terminal)._inputHandler.getAttrData().extended.urlId;
  await write(`\x1b]8;;http://a.test/${"x".repeat(2_083)}\x07`);
  expect(urlId()).not.toBe(0);
  await write(`\x1b]8;;http://a.test/${"x".repeat(2_500)}\x07text`);
  expect(urlId()).toBe(0);
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe("text");
});

test("a link that is never closed does not slow down everything after it", async () => {
  const { terminal, write } = createTerminal();
  await write("\x1b]8;;http://a.test/\x07");
  const startMs = performance.now();
  await write("a line of the text after it\r\n".repeat(20_000));
  expect(performance.now() - startMs).toBeLessThan(5_000);
  terminal.dispose();
});

test("a terminal of another version is refused", () => {
  expect(() => hardenTerminal({ _core: { buffers: {} } })).toThrow("not a terminal of xterm.js 6.0");
});

test("combining characters are bounded wherever they stand, and all else is left as it is", () => {
  const mark = fc.constantFrom("\u0301", "\u200d", "\u{e0100}", "\u{1d167}");
  const other = fc.constantFrom("a", "日", "🙂", "\xad", "\u02ff", "e\u0301", "\r\n", "");
  const text = fc
    .array(fc.tuple(fc.oneof(mark, other), fc.integer({ min: 1, max: 80 })), { maxLength: 12 })
    .map((runs) => runs.map(([each, times]) => each.repeat(times)).join(""));
  const bounded = (output: string): string => {
    let row = 0;
    return Array.from(output, (each) => {
      row = each > "\u02ff" && /[\p{M}\p{Cf}]/u.test(each) ? row + 1 : 0;
      return row > 10 ? "" : each;
    }).join("");
  };
  fc.assert(
    fc.property(text, (output) => {
      expect(boundMarks(output)).toBe(bounded(output));
    }),
    { seed: 20_240_604, numRuns: count(1_000, 50_000) },
  );
});
