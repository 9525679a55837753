import { cleanLabel, showControls } from "../../../shared/vt/clean.ts";
import { type Frame, flags, setCell } from "./frame.ts";
import type { Size } from "./view.ts";

/** Unambiguously narrow: a bar must be right on every terminal, so names in other scripts are cut to what fits anyhow. */
const wide =
  /[\u1100-\u115f\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{3ffff}]/u;

interface Letter {
  readonly text: string;
  readonly width: 1 | 2;
}

/** A text as the cells of a bar show it: one character each, marks left out. */
export function letters(text: string): readonly Letter[] {
  return [...new Intl.Segmenter().segment(text)].flatMap(({ segment }): Letter[] => {
    const letter = Array.from(segment)[0] ?? " ";
    if (/^\p{M}/u.test(letter)) return [];
    return [{ text: letter, width: wide.test(letter) ? 2 : 1 }];
  });
}

/** Writes one line in inverse into a row of a frame: the text on the left, cut where it must be, the note on the right. */
export function drawStatus(frame: Frame, row: number, text: string, note: string): void {
  const notePart = note === "" ? "" : ` ${note} `;
  const room = Math.max(0, frame.cols - notePart.length);
  put(frame, row, [...columns(` ${cleanLabel(text, 500)} `, room), ...columns(notePart, frame.cols - room)]);
}

/** Writes lines in inverse over the rows of a frame that end before `bottom`; gives the first of these rows. */
export function drawSheet(frame: Frame, bottom: number, lines: readonly string[]): number {
  const top = Math.max(0, bottom - lines.length);
  lines
    .slice(0, bottom - top)
    .forEach((line, i) => put(frame, top + i, columns(` ${showControls(line)} `, frame.cols)));
  return top;
}

type Cell = readonly [text: string, width: number];

function put(frame: Frame, row: number, cells: readonly Cell[]): void {
  for (let col = 0; col < frame.cols; col++) {
    const [letter, width] = cells[col] ?? [" ", 1];
    setCell(frame, row * frame.cols + col, letter, width, 0, 0, flags.inverse);
  }
}

/** Exactly `count` columns of it. */
function columns(text: string, count: number): readonly Cell[] {
  const cells: Cell[] = [];
  for (const letter of letters(text)) {
    if (cells.length + letter.width > count) break;
    cells.push([letter.text, letter.width]);
    if (letter.width === 2) cells.push(["", 0]);
  }
  while (cells.length < count) cells.push([" ", 1]);
  return cells;
}

/** What is said about a screen that does not fit; empty where it does. */
export function clippingNote(screen: Size, area: Size): string {
  if (screen.cols <= area.cols && screen.rows <= area.rows) return "";
  return `shows ${Math.min(screen.cols, area.cols)}x${Math.min(screen.rows, area.rows)} of ${screen.cols}x${screen.rows}`;
}
