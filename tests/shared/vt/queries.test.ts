import xterm from "@xterm/headless";
import { expect, test } from "vitest";
import { queryOf, silenceQueries } from "../../../shared/vt/queries.ts";
import { createScanner } from "../../../shared/vt/scanner.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";

function queriesIn(text: string): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  createScanner({ sequence: (sequence) => found.push(queryOf(sequence)) }).feed(text);
  return found;
}

const asked = {
  "\x1b[c": "device-attributes",
  "\x1b[0c": "device-attributes",
  "\x1b[>c": "device-attributes",
  "\x1b[=c": "device-attributes",
  "\x1bZ": "device-attributes",
  "\x1b[5n": "device-status",
  "\x1b[6n": "device-status",
  "\x1b[?6n": "device-status",
  "\x1b[?996n": "device-status",
  "\x1b[4$p": "mode",
  "\x1b[?2026$p": "mode",
  "\x1b[>q": "version",
  "\x1b[>0q": "version",
  "\x1b[14t": "window",
  "\x1b[18t": "window",
  "\x1b[21t": "window",
  "\x1b[?u": "keyboard",
  "\x1b]4;1;?\x07": "colour",
  "\x1b]4;1;#fff;2;?\x07": "colour",
  "\x1b]10;?\x07": "colour",
  "\x1b]11;?\x07": "colour",
  "\x1b]52;c;?\x07": "clipboard",
} as const;

for (const [text, query] of Object.entries(asked)) {
  test(`${JSON.stringify(text)} asks: ${query}`, () => {
    expect(queriesIn(text)).toEqual([query]);
  });
}

test("DECRQSS and XTGETTCAP ask", () => {
  expect(queriesIn("\x1bP$qm\x1b\\")).toEqual(["setting", undefined]);
  expect(queriesIn("\x1bP+q544e\x1b\\")).toEqual(["capability", undefined]);
});

test("what only sets something asks nothing", () => {
  const setters =
    "\x1b[m\x1b[?25h\x1b[22;0t\x1b[8;24;80t\x1b[2 q\x1b[s\x1b[u\x1b]4;1;#fff\x07\x1b]11;#000\x07\x1b]2;?\x07\x1b]52;c;aGk=\x07\x1b[!p\x1b(0";
  expect(queriesIn(setters).filter((query) => query !== undefined)).toEqual([]);
});

const everyQuery = `${Object.keys(asked).join("")}\x1bP$qm\x1b\\\x1bP$q"p\x1b\\\x1bP+q544e\x1b\\`;

function answersOf(silenced: boolean): Promise<string[]> {
  const windowOptions = { getWinSizeChars: true };
  const terminal = new xterm.Terminal({ ...terminalOptions, windowOptions });
  const answers: string[] = [];
  terminal.onData((data) => answers.push(data));
  if (silenced) silenceQueries(terminal.parser);
  return new Promise((resolve) => {
    terminal.write(everyQuery, () => resolve(answers));
  });
}

test("[S2] a terminal answers nothing once it is silenced, and did before", async () => {
  expect((await answersOf(false)).length).toBeGreaterThan(10);
  expect(await answersOf(true)).toEqual([]);
});

test("a silenced terminal still takes what is no query", async () => {
  const terminal = new xterm.Terminal(terminalOptions);
  silenceQueries(terminal.parser);
  const titles: string[] = [];
  terminal.onTitleChange((title) => titles.push(title));
  await new Promise<void>((resolve) => {
    terminal.write("\x1b]2;title\x07\x1b[?2004h\x1b[3;4Hx", resolve);
  });
  expect(titles).toEqual(["title"]);
  expect(terminal.modes.bracketedPasteMode).toBe(true);
  expect(terminal.buffer.active.cursorX).toBe(4);
});
