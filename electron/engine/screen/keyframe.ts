import type { Charsets } from "../../../shared/vt/charsets.ts";
import type { Modes } from "../../../shared/vt/modes.ts";
import { keyframeReset, writeModes } from "../../../shared/vt/write-modes.ts";
import {
  cellText,
  characterBefore,
  isBlank,
  lookAt,
  lookOfBlank,
  type Room,
  wideBlank,
  writeLines,
} from "./lines.ts";
import { anyLink, createPen, isSeenAs, lookOf, type Pen, plainLook } from "./pen.ts";
import type { KeyframeDepth } from "./screen.ts";
import { bgFlags, type Buffer, fgFlags, type Line, type XtermCore } from "./xterm-core.ts";

/** Of the lines, in UTF-16 units: 24 MiB at most as UTF-8, a good two thirds of maxKeyframeBytes (shared/wire/log-frames.ts). */
const maxLinesCharacters = 8 * 1024 * 1024;

const position = (row: number, column: number): string => `\x1b[${row + 1};${column + 1}H`;

function writeTabs({ tabs }: Buffer, cols: number): string {
  const stops: number[] = [];
  let isDefault = true;
  for (let column = 0; column < cols; column++) {
    const stop = tabs[column] === true;
    if (stop) stops.push(column);
    if (stop !== (column % 8 === 0)) isDefault = false;
  }
  if (isDefault) return "";
  return `\x1b[3g${stops.map((column) => `\x1b[${column + 1}G\x1bH`).join("")}`;
}

function writeRegion({ scrollTop, scrollBottom }: Buffer, rows: number): string {
  return scrollTop === 0 && scrollBottom === rows - 1 ? "" : `\x1b[${scrollTop + 1};${scrollBottom + 1}r`;
}

/** What DECSC keeps: position, attributes, the character set in use. Empty where it is what a fresh terminal has. */
function writeSavedCursor(core: XtermCore, buffer: Buffer, charset: string, pen: Pen): string {
  const x = Math.min(buffer.savedX, core.cols - 1);
  const y = Math.min(Math.max(buffer.savedY - buffer.ybase, 0), core.rows - 1);
  const { fg, bg } = buffer.savedCurAttrData;
  if (x === 0 && y === 0 && fg === 0 && bg === 0 && charset === "B") return "";
  const look = lookOf(fg, bg, undefined);
  // The mark that there are extended attributes is saved, they are not.
  const extended = (bg & bgFlags.hasExtended) !== 0 && (fg & fgFlags.underline) === 0;
  const attributes = pen.to(extended ? { ...look, url: anyLink } : look);
  const charsetOn = charset === "B" ? "" : `\x1b(${charset}`;
  return `${position(y, x)}${attributes}${charsetOn}\x1b7${charset === "B" ? "" : "\x1b(B"}`;
}

/** scrollback: how many lines of it, the newest. */
function writeBuffer(
  core: XtermCore,
  buffer: Buffer,
  scrollback: number,
  charset: string,
  pen: Pen,
  room: Room,
): string {
  const { cols, rows } = core;
  const first = buffer.ybase - scrollback;
  const count = scrollback + rows;
  return (
    writeLines({ cols, rows, first, count, get: (index) => buffer.lines.get(index) }, pen, room) +
    writeTabs(buffer, cols) +
    writeSavedCursor(core, buffer, charset, pen) +
    writeRegion(buffer, rows)
  );
}

function writeCharsets({ designated, shift }: Charsets): string {
  const [g0, g1, g2, g3] = designated;
  const designations =
    (g0 === "B" ? "" : `\x1b(${g0}`) +
    (g1 === "B" ? "" : `\x1b)${g1}`) +
    (g2 === "B" ? "" : `\x1b*${g2}`) +
    (g3 === "B" ? "" : `\x1b+${g3}`);
  return designations + (["", "\x0e", "\x1bn", "\x1bo"][shift] ?? "");
}

/**
 * The last steps: cursor, attributes, character sets, and the modes that act on what is printed. Two things depend on
 * printing, not on moving: the state in which the next character wraps, and what a combining character (or REP) that
 * follows refers to. Both are made by printing the last character again.
 */
function writeCursor(core: XtermCore, modes: Modes, pen: Pen): string {
  const { cols, buffers } = core;
  const { active, normal } = buffers;
  const { x, y, scrollTop, scrollBottom } = active;
  const line = active.lines.get(active.ybase + y);
  const attributes = core._inputHandler.getAttrData();
  const look = lookOf(attributes.fg, attributes.bg, attributes.extended);
  const { charsets } = modes;

  const joinWidth = (core._inputHandler._parser.precedingJoinState >> 1) & 3;
  const wraps = x >= cols;
  const before = line === undefined ? undefined : characterBefore(line, Math.min(x, cols), cols);
  // After a resize the character there may be another than the one that was printed last, and look otherwise; printing
  // it with the pen would change it.
  const joins =
    line !== undefined &&
    before !== undefined &&
    joinWidth > 0 &&
    joinWidth === before.width &&
    isSeenAs(lookAt(line, before.at), look);
  const last = joins || wraps ? before : undefined;
  // Without autowrap a wide character that finds one column left is dropped, and still is what the next one follows.
  const dropped = joinWidth === 2 && !joins && !modes.wraparound && x === cols - 1;

  // A position outside the margins, or one that wraps after a blank, is reached on the other screen and taken along.
  const outside = modes.origin && (y < scrollTop || y > scrollBottom);
  const detour = active === normal && (outside || (wraps && last === undefined));
  const column = last?.at ?? Math.min(x, cols - 1);

  let text = modes.origin ? "\x1b[?6h" : "";
  // Restoring a cursor is the only way to a set that is not the one shifted in.
  const kept = active === normal ? charsets.saved.normal : charsets.saved.alternate;
  const restoresCharset =
    charsets.current !== charsets.designated[charsets.shift] && charsets.current === kept;
  const charsetsFirst = restoresCharset || !(wraps && !joins);
  if (charsetsFirst) text += writeCharsets(charsets);
  if (restoresCharset) {
    text += "\x1b8";
    pen.forget();
  }

  if (detour) {
    text += `${pen.to(plainLook)}\x1b[?47h${position(y, column)}${wraps && last === undefined ? " " : ""}\x1b[?47l`;
  } else {
    const top = modes.origin ? scrollTop : 0;
    text += position(Math.max(y - top, 0), column);
    if (wraps && last === undefined && line !== undefined) text += writeBlankWrap(line, cols, pen);
  }

  if (dropped) return `${text}\x1b[?7l${modes.insert ? "\x1b[4h" : ""}${pen.to(look)}${wideBlank}`;
  const switches = (modes.wraparound ? "" : "\x1b[?7l") + (modes.insert ? "\x1b[4h" : "");
  if (last !== undefined && line !== undefined) {
    if (joins) {
      // In insert mode printing pushes the rest of the line: make room first.
      const room = modes.insert ? `\x1b[${last.width}P` : "";
      return text + switches + pen.to(look) + room + cellText(line, last.at);
    }
    text += pen.to(lookAt(line, last.at)) + cellText(line, last.at);
  }
  if (!charsetsFirst) text += writeCharsets(charsets);
  // Always a sequence, lest a combining character join what was printed here.
  pen.forget();
  // A combining character without a base is kept in a cell beyond the last one.
  const beyond = x > cols ? "\u0301" : "";
  return text + switches + pen.to(look) + beyond;
}

/**
 * On the alternate screen: the cursor in the state where the next character wraps, after a cell that is blank. Exact
 * where the whole line is one blank (what erasing it there leaves); else the cell holds a space.
 */
function writeBlankWrap(line: Line, cols: number, pen: Pen): string {
  const look = lookOfBlank(line, cols - 1);
  let uniform = true;
  for (let column = 0; column < cols && uniform; column++) {
    uniform = isBlank(line, column, cols) && lookOfBlank(line, column).bg === look.bg;
  }
  return `${pen.to(look)} ${uniform ? "\x1b[1K" : ""}`;
}

/** What a shadow terminal is asked to write down. */
export interface Written {
  readonly core: XtermCore;
  /** Of a scanner that read the same output. */
  readonly modes: Modes;
  readonly unfinished: string;
}

function writeScreen({ core, modes, unfinished }: Written, scrollback: number, room: Room): string {
  const { normal, alt, active } = core.buffers;
  const { saved } = modes.charsets;
  const pen = createPen((url) => core._oscLinkService.getLinkData(url));
  let text = keyframeReset;
  if (active === normal) {
    // The other screen's content is gone, its saved cursor is not.
    const kept = writeSavedCursor(core, alt, saved.alternate, pen);
    if (kept !== "") text += `\x1b[?47h${kept}${pen.to(plainLook)}\x1b[?47l\x1b[H`;
  }
  text += writeBuffer(core, normal, scrollback, saved.normal, pen, room);
  if (active === alt) {
    // Its row decides which lines go when the terminal is resized meanwhile.
    text += `${pen.to(plainLook)}${position(normal.y, Math.min(normal.x, core.cols - 1))}\x1b[?47h\x1b[H`;
    text += writeBuffer(core, alt, 0, saved.alternate, pen, room);
  }
  return text + writeModes(modes) + writeCursor(core, modes, pen) + unfinished;
}

/**
 * The terminal's screen as text that gives it again when written into any other terminal of its size. Lines that would
 * make it too long are left out, the oldest ones first; a screen that is too long by itself is left blank.
 */
export function writeKeyframe(
  written: Written,
  depth: KeyframeDepth,
): { readonly text: string; readonly leftOutLines: number } {
  const { rows, buffers } = written.core;
  const kept = depth === "screen" ? 0 : buffers.normal.ybase;
  for (let scrollback = kept; ; ) {
    const room: Room = { characters: maxLinesCharacters, lines: 0 };
    const text = writeScreen(written, scrollback, room);
    const leftOutLines = kept - scrollback;
    if (room.characters >= 0) return { text, leftOutLines };
    if (scrollback === 0)
      return { text: writeScreen(written, 0, { characters: -1, lines: 0 }), leftOutLines };
    // As many as had room, if the newest lines are like the oldest: else once more.
    scrollback = Math.max(0, Math.min(scrollback >> 1, Math.floor(room.lines * 0.9) - rows));
  }
}
