import xterm, { type Terminal } from "@xterm/headless";
import { readCursor } from "../../../electron/cli/terminal/cursor.ts";
import { createPainter, type Painter } from "../../../electron/cli/terminal/painter.ts";
import type { Size } from "../../../electron/cli/terminal/view.ts";
import { toDisposable } from "../../../shared/base/disposable.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import { hardenTerminal } from "../../../shared/vt/harden.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";

/** A headless terminal and a way to write to it without waiting for a timer. */
export interface TestTerminal {
  readonly terminal: Terminal;
  write(text: string): void;
}

export function createTestTerminal({ cols, rows }: Size): TestTerminal {
  const terminal = new xterm.Terminal({ ...terminalOptions, cols, rows, scrollback: 20 });
  hardenTerminal(terminal);
  const core: unknown = Reflect.get(terminal, "_core");
  const writeSync: unknown =
    typeof core === "object" && core !== null ? Reflect.get(core, "writeSync") : core;
  if (typeof writeSync !== "function") throw new Error("xterm has no writeSync any more");
  return { terminal, write: (text) => void Reflect.apply(writeSync, core, [text]) };
}

/** A clock that stands still until it is told to go. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

export function createTestClock(): TestClock {
  let nowMs = 1000;
  const due = new Set<{ readonly atMs: number; readonly run: () => void }>();
  return {
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    schedule(delayMs, run) {
      const entry = { atMs: nowMs + delayMs, run };
      due.add(entry);
      return toDisposable(() => due.delete(entry));
    },
    advance(ms) {
      nowMs += ms;
      for (const entry of due) {
        if (entry.atMs > nowMs) continue;
        due.delete(entry);
        entry.run();
      }
    },
  };
}

export interface Stage {
  readonly session: TestTerminal;
  /** The user's own terminal, which gets what the painter writes. */
  readonly user: TestTerminal;
  readonly painter: Painter;
  readonly clock: TestClock;
  /** Everything the painter wrote. */
  readonly written: string[];
  /** Writes to the session's terminal and lets the painter show it. */
  show(text: string): void;
}

/** A session's screen painted into a user's terminal, of the same size unless told otherwise. */
export function createStage(screen: Size, window: Size = screen): Stage {
  const session = createTestTerminal(screen);
  const user = createTestTerminal(window);
  const clock = createTestClock();
  const written: string[] = [];
  const out = (text: string, done: () => void): void => {
    written.push(text);
    user.write(text);
    done();
  };
  const painter = createPainter({ ...window, clock, out });
  return {
    session,
    user,
    painter,
    clock,
    written,
    show(text) {
      session.write(text);
      painter.handleScreen(session.terminal);
      clock.advance(20);
    },
  };
}

/** A cell in words: its text, width, colours and attributes. */
export function describeCell(terminal: Terminal, col: number, row: number): string {
  const buffer = terminal.buffer.active;
  const cell = buffer.getLine(buffer.viewportY + row)?.getCell(col);
  if (cell === undefined) return "none";
  const attributes = [
    cell.isBold() !== 0 && "bold",
    cell.isDim() !== 0 && "dim",
    cell.isItalic() !== 0 && "italic",
    cell.isUnderline() !== 0 && "underline",
    cell.isBlink() !== 0 && "blink",
    cell.isInverse() !== 0 && "inverse",
    cell.isInvisible() !== 0 && "invisible",
    cell.isStrikethrough() !== 0 && "strikethrough",
    cell.isOverline() !== 0 && "overline",
  ].filter((name) => name !== false);
  const fg = cell.isFgDefault() ? "" : `${cell.getFgColorMode() >> 24}:${cell.getFgColor()}`;
  const bg = cell.isBgDefault() ? "" : `${cell.getBgColorMode() >> 24}:${cell.getBgColor()}`;
  const [text, width] = shownAt(terminal, col, row);
  return JSON.stringify([text, width, fg, bg, ...attributes]);
}

/** Text and width as they can be seen: half a wide character, or a mark without a letter, is a blank. */
function shownAt(terminal: Terminal, col: number, row: number): readonly [string, number] {
  const buffer = terminal.buffer.active;
  const line = buffer.getLine(buffer.viewportY + row);
  const isRightHalf = (at: number): boolean => {
    const [left, half] = [line?.getCell(at - 1), line?.getCell(at)];
    return left?.getWidth() === 2 && half?.getWidth() === 0 && half.getChars() === "";
  };
  const cell = line?.getCell(col);
  if (isRightHalf(col)) return ["", 0];
  const width = cell?.getWidth() ?? 0;
  const isWhole = width === 1 || (width === 2 && isRightHalf(col + 1));
  return isWhole ? [cell?.getChars() || " ", width] : [" ", 1];
}

export interface Part {
  readonly left: number;
  readonly top: number;
  readonly cols: number;
  readonly rows: number;
}

/** The first cell in which a part of the session's screen and the user's terminal differ, or undefined. */
export function firstDifference(session: Terminal, user: Terminal, part?: Part): string | undefined {
  const { left, top, cols, rows } = part ?? { left: 0, top: 0, cols: session.cols, rows: session.rows };
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const wanted = describeCell(session, left + col, top + row);
      const shown = describeCell(user, col, row);
      if (wanted !== shown)
        return `row ${row}, column ${col}: ${wanted} in the session, ${shown} in the window`;
    }
  }
  return undefined;
}

/** Cursor and keyboard modes, as far as a user sees or feels them. */
export function describeState(terminal: Terminal): unknown {
  const { x, y, visible, style } = readCursor(terminal);
  const { applicationCursorKeysMode, applicationKeypadMode } = terminal.modes;
  return {
    cursor: visible ? `${x}, ${y}` : "hidden",
    style,
    applicationCursorKeysMode,
    applicationKeypadMode,
  };
}

/** What a row shows, without blanks at its end. */
export function textOf(terminal: Terminal, row: number): string {
  const buffer = terminal.buffer.active;
  return buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "";
}
