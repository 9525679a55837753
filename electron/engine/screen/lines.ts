import { type Look, lookOf, type Pen, plainLook } from "./pen.ts";
import { bgFlags, colourModeMask, fgFlags, type Line } from "./xterm-core.ts";

/** More combining characters than this in one cell are left out; the terminals of a session do not take more either. */
const maxCellLength = 64;

/** Takes two columns in the session's width table. */
export const wideBlank = "\u3000";

export function isWideHalf(line: Line, column: number): boolean {
  return line.getWidth(column) === 0 && !line.hasContent(column);
}

/** Blank: nothing printed there, or one half of a wide character whose other half is gone. */
export function isBlank(line: Line, column: number, cols: number): boolean {
  if (!line.hasContent(column)) return true;
  return line.getWidth(column) === 2 && !(column + 1 < cols && isWideHalf(line, column + 1));
}

export function lookAt(line: Line, column: number): Look {
  const bg = line.getBg(column);
  const extended = (bg & bgFlags.hasExtended) === 0 ? undefined : line._extendedAttrs[column];
  return lookOf(line.getFg(column), bg, extended);
}

const seenOnBlank = { fg: fgFlags.inverse | fgFlags.strikethrough, bg: bgFlags.overline };

/** Of a blank cell's attributes those that are seen: most of what xterm leaves there is not. */
export function lookOfBlank(line: Line, column: number): Look {
  const look = lookAt(line, column);
  const drawn = (look.fg & seenOnBlank.fg) | (look.bg & seenOnBlank.bg) | look.underlineStyle | look.url;
  const background = look.bg & (colourModeMask | 0xffffff);
  if (drawn === 0) return { ...plainLook, bg: background };
  return {
    ...look,
    fg: look.fg & (seenOnBlank.fg | colourModeMask | 0xffffff),
    bg: (look.bg & seenOnBlank.bg) | background,
  };
}

function isErasable(look: Look): boolean {
  return look.fg === 0 && (look.bg & seenOnBlank.bg) === 0 && look.underlineStyle === 0 && look.url === 0;
}

const column = (index: number): string => `\x1b[${index + 1}G`;

export function cellText(line: Line, at: number): string {
  const text = line.getString(at);
  return text.length > maxCellLength ? Array.from(text).slice(0, maxCellLength).join("") : text;
}

/** The character that ends at this column, if printing it again is all it takes to make it. */
export function characterBefore(
  line: Line,
  end: number,
  cols: number,
): { at: number; width: number } | undefined {
  const at = end > 1 && isWideHalf(line, end - 1) ? end - 2 : end - 1;
  if (at < 0 || isBlank(line, at, cols)) return undefined;
  const width = line.getWidth(at);
  // A combining character without a base has no width, but takes a cell.
  return Math.max(width, 1) === end - at ? { at, width } : undefined;
}

/**
 * What xterm leaves in the last column when a wide character found no room there: a blank with all its attributes. Made
 * as the rest of a wide character that is overwritten, at the cost of writing the cell before it again; undefined where
 * that one is such a blank too.
 */
function writeDrawnTail(line: Line, look: Look, cols: number, pen: Pen): string | undefined {
  const before = characterBefore(line, cols - 1, cols);
  const blank = isBlank(line, cols - 2, cols) ? lookOfBlank(line, cols - 2) : undefined;
  if (before === undefined && (blank === undefined || !isErasable(blank))) return undefined;
  const left = column(cols - 2);
  const tail = `${pen.to(look)}${left}${wideBlank}${left} `;
  if (before !== undefined) {
    return `${tail}${pen.to(lookAt(line, before.at))}${column(before.at)}${cellText(line, before.at)}`;
  }
  return `${tail}${left}${pen.to(blank ?? plainLook)}\x1b[X`;
}

/** The line's cells from `from`, written from left to right; `touched`: cell 0 holds a blank to be overwritten. */
function writeCells(
  line: Line,
  cols: number,
  pen: Pen,
  touched: boolean,
  from = 0,
): { text: string; wraps: boolean } {
  const length = Math.min(line.length, cols);
  let text = "";
  /** Where the cursor is; cols where the next character would wrap. */
  let at = from;
  let lastFg = -1;
  let lastBg = -1;
  let here = from;
  const moveTo = (target: number): void => {
    if (at !== target) text += target > at ? `\x1b[${target - at}C` : column(target);
    at = target;
  };
  while (here < length) {
    if (isBlank(line, here, length)) {
      let end = here + 1;
      const fg = line.getFg(here);
      const bg = line.getBg(here);
      const alone = (bg & bgFlags.hasExtended) !== 0;
      while (!alone && end < length && isBlank(line, end, length)) {
        if (line.getFg(end) !== fg || line.getBg(end) !== bg) break;
        end++;
      }
      const look = lookOfBlank(line, here);
      if (!isErasable(look)) {
        const tail = here === cols - 1 ? writeDrawnTail(line, look, cols, pen) : undefined;
        if (tail === undefined) {
          // A space looks the same.
          moveTo(here);
          text += pen.to(look) + " ".repeat(end - here);
          at = end;
        } else {
          text += tail;
          at = -1;
        }
      } else if (look.bg !== 0) {
        moveTo(here);
        text += `${pen.to(look)}\x1b[${end - here}X`;
      } else if (touched && here === 0) {
        text += `${pen.to(plainLook)}\x1b[X`;
      }
      lastFg = -1;
      here = end;
      continue;
    }
    moveTo(here);
    const fg = line.getFg(here);
    const bg = line.getBg(here);
    if (fg !== lastFg || bg !== lastBg || (bg & bgFlags.hasExtended) !== 0) {
      text += pen.to(lookAt(line, here));
      lastFg = fg;
      lastBg = bg;
    }
    const width = line.getWidth(here);
    // A combining character without a base joins nothing only right after a control sequence.
    if (width === 0) text += column(here);
    text += cellText(line, here);
    here += Math.max(width, 1);
    at = here;
  }
  return { text, wraps: at === cols };
}

export interface Lines {
  readonly cols: number;
  readonly rows: number;
  readonly first: number;
  readonly count: number;
  get(index: number): Line | undefined;
}

/** What a text may still take. */
export interface Room {
  /** UTF-16 units; below zero once it was too much. */
  characters: number;
  /** Written so far. */
  lines: number;
}

/**
 * The lines, written from the top left of an empty screen with plain attributes, default modes and autowrap. Soft wraps
 * are made by wrapping. The cursor ends somewhere on the last line. Where the room does not do, it ends before them all.
 */
export function writeLines(lines: Lines, pen: Pen, room: Room): string {
  const { cols, rows, first, count } = lines;
  let text = "";
  let wraps = false;
  let previous: Line | undefined;
  for (let index = first; index < first + count && room.characters >= 0; index++) {
    const line = lines.get(index);
    const lengthBefore = text.length;
    let touched = false;
    if (index === first) {
      if (line?.isWrapped === true && rows > 1) {
        // It continues a line that is gone: one is made for it and scrolled away.
        text += `${column(cols - 1)}  \x1b[S\x1b[A\r`;
        touched = true;
      }
    } else {
      if (line?.isWrapped === true) {
        text += pen.to(plainLook);
        // A space forces the wrap, a second one where the line above does not reach its end.
        text += wraps ? " \r" : `${column(cols - 1)}  \r`;
        touched = true;
        if (!wraps && rows > 1) {
          text += "\x1b[A";
          if (previous === undefined) text += `${column(cols - 1)}\x1b[X`;
          else text += writeTail(previous, cols, pen);
          text += "\x1b[B\r";
        }
      } else {
        text += `${pen.erasesPlain ? "" : pen.to(plainLook)}\r\n`;
      }
    }
    wraps = false;
    if (line !== undefined) {
      const written = writeCells(line, cols, pen, touched);
      text += written.text;
      wraps = written.wraps;
    } else if (touched) text += `${pen.to(plainLook)}\x1b[X`;
    previous = line;
    room.characters -= text.length - lengthBefore;
    room.lines++;
  }
  return text;
}

/** The last cell, which is blank, again. */
function writeTail(line: Line, cols: number, pen: Pen): string {
  const last = cols - 1;
  const look = lookOfBlank(line, last);
  if (isErasable(look)) return `${column(last)}${pen.to(look)}\x1b[X`;
  return writeCells(line, cols, pen, false, last).text;
}
