import type { IBufferCell, Terminal } from "@xterm/headless";

/** Attribute bits of a cell, in the order of `flagCodes` (sgr.ts). */
export const flags = {
  bold: 1,
  dim: 2,
  italic: 4,
  underline: 8,
  blink: 16,
  inverse: 32,
  invisible: 64,
  strikethrough: 128,
  overline: 256,
} as const;

/** A colour as xterm packs it: mode in bits 24 and 25 (0 default, 1 of 16, 2 of 256, 3 RGB), value below. */
export type Colour = number;

/** Cells as they are shown, row by row; every array has cols × rows elements. */
export interface Frame {
  readonly cols: number;
  readonly rows: number;
  /** A character with its marks; empty for the right half of a wide one. Blank cells hold a space. */
  readonly text: string[];
  readonly width: Uint8Array;
  readonly fg: Int32Array;
  readonly bg: Int32Array;
  readonly flags: Uint16Array;
}

export function createFrame(cols: number, rows: number): Frame {
  const size = cols * rows;
  return {
    cols,
    rows,
    text: Array.from({ length: size }, () => " "),
    width: new Uint8Array(size).fill(1),
    fg: new Int32Array(size),
    bg: new Int32Array(size),
    flags: new Uint16Array(size),
  };
}

export function sameCell(a: Frame, b: Frame, at: number): boolean {
  return (
    a.text[at] === b.text[at] &&
    a.width[at] === b.width[at] &&
    a.fg[at] === b.fg[at] &&
    a.bg[at] === b.bg[at] &&
    a.flags[at] === b.flags[at]
  );
}

/** Where in a terminal's screen the frame's top left corner lies. */
export interface Offset {
  readonly left: number;
  readonly top: number;
}

/** Copies what a terminal shows (scrolled back or not) into the first `rows` rows of a frame; what it has not is blank. */
export function readScreen(terminal: Terminal | undefined, offset: Offset, into: Frame, rows: number): void {
  const buffer = terminal?.buffer.active;
  const screenRows = terminal?.rows ?? 0;
  const cell = buffer?.getNullCell();
  for (let row = 0; row < rows; row++) {
    const y = offset.top + row;
    const line = y < screenRows ? buffer?.getLine(buffer.viewportY + y) : undefined;
    for (let col = 0; col < into.cols; col++) {
      const at = row * into.cols + col;
      const read = line?.getCell(offset.left + col, cell);
      if (read === undefined) setCell(into, at, " ", 1, 0, 0, 0);
      else copyCell(read, into, at, col);
    }
  }
}

function copyCell(cell: IBufferCell, into: Frame, at: number, col: number): void {
  const fg = colour(cell.getFgColorMode(), cell.getFgColor());
  const bg = colour(cell.getBgColorMode(), cell.getBgColor());
  const width = cell.getWidth();
  const cellFlags = flagsOf(cell);
  const text = cell.getChars();
  const isAfterWide = col > 0 && into.width[at - 1] === 2;
  if (isAfterWide && width === 0 && text === "") return setCell(into, at, "", 0, fg, bg, cellFlags);
  // Half a wide character, be it that the frame ends there or that something was written over it, is a blank.
  if (isAfterWide) blankOut(into, at - 1);
  const isShown = width === 1 || (width === 2 && col + 1 < into.cols);
  setCell(into, at, isShown ? printable(text) : " ", isShown ? width : 1, fg, bg, cellFlags);
}

function blankOut(frame: Frame, at: number): void {
  frame.text[at] = " ";
  frame.width[at] = 1;
}

export function setCell(
  into: Frame,
  at: number,
  text: string,
  width: number,
  fg: Colour,
  bg: Colour,
  cellFlags: number,
): void {
  into.text[at] = text;
  into.width[at] = width;
  into.fg[at] = fg;
  into.bg[at] = bg;
  into.flags[at] = cellFlags;
}

function colour(mode: number, value: number): Colour {
  return mode === 0 ? 0 : mode | (value & 0xffffff);
}

function flagsOf(cell: IBufferCell): number {
  if (cell.isAttributeDefault()) return 0;
  return (
    (cell.isBold() === 0 ? 0 : flags.bold) |
    (cell.isDim() === 0 ? 0 : flags.dim) |
    (cell.isItalic() === 0 ? 0 : flags.italic) |
    (cell.isUnderline() === 0 ? 0 : flags.underline) |
    (cell.isBlink() === 0 ? 0 : flags.blink) |
    (cell.isInverse() === 0 ? 0 : flags.inverse) |
    (cell.isInvisible() === 0 ? 0 : flags.invisible) |
    (cell.isStrikethrough() === 0 ? 0 : flags.strikethrough) |
    (cell.isOverline() === 0 ? 0 : flags.overline)
  );
}

/** Controls and lone surrogates, none of which a cell should hold, and marks that turn the direction of a whole line. */
const unfit = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const plain = /^[ -~]$/;

/** A cell's text that can do nothing but be seen, whatever terminal gets it. */
function printable(text: string): string {
  if (text === "") return " ";
  if (plain.test(text)) return text;
  const safe = text.replace(unfit, "");
  return safe === "" || /^\p{M}/u.test(safe) ? ` ${safe}` : safe;
}
