import { createHash } from "node:crypto";
import type { IBufferCell, Terminal } from "@xterm/headless";
import headless from "@xterm/headless";
import { hardenTerminal } from "../../../shared/vt/harden.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";
import { xtermUnicodeVersion } from "../../../shared/vt/width.ts";
import type { ScreenLooks } from "./member-calls.ts";

/** The size of every session here. */
export const screenSize = { cols: 80, rows: 24 } as const;

/** A terminal without a window, like every other of a session. */
export function createTerminal(): Terminal {
  const terminal = new headless.Terminal({ ...terminalOptions, ...screenSize });
  hardenTerminal(terminal);
  terminal.unicode.activeVersion = xtermUnicodeVersion;
  return terminal;
}

function quickLooks(terminal: Terminal): Omit<ScreenLooks, "digest"> {
  const buffer = terminal.buffer.active;
  const rows = [0, ...Array.from({ length: terminal.rows }, (_, row) => buffer.baseY + row)];
  return {
    length: buffer.length,
    lines: rows.map((row) => buffer.getLine(row)?.translateToString(true) ?? ""),
  };
}

/** Compares what changes last and costs least to look at: fast enough for after every write. */
export function looksLike(terminal: Terminal, looks: ScreenLooks): boolean {
  if (terminal.buffer.active.length !== looks.length) return false;
  const quick = quickLooks(terminal);
  return quick.lines.every((line, index) => line === looks.lines[index]);
}

function describeCell(cell: IBufferCell): string {
  const colours = `${cell.getFgColorMode()},${cell.getFgColor()},${cell.getBgColorMode()},${cell.getBgColor()}`;
  const style = [cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isInverse()];
  return `${cell.getChars() || " "}${cell.getWidth()}${colours},${style.join("")}`;
}

/** Takes about half a second with full scrollback. */
export function looksOf(terminal: Terminal): ScreenLooks {
  const buffer = terminal.buffer.active;
  const hash = createHash("sha256");
  hash.update(`${buffer.cursorX},${buffer.cursorY},${buffer.baseY}`);
  const cell = buffer.getNullCell();
  for (let row = 0; row < buffer.length; row++) {
    const line = buffer.getLine(row);
    let text = line?.isWrapped === true ? "\n+" : "\n";
    for (let column = 0; column < terminal.cols; column++) {
      if (line?.getCell(column, cell) !== undefined) text += describeCell(cell);
    }
    hash.update(text);
  }
  return { ...quickLooks(terminal), digest: hash.digest("hex") };
}
