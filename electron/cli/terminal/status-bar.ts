import { cleanLabel } from "../../../shared/vt/clean.ts";
import { type Frame, flags, setCell } from "./frame.ts";
import type { Size } from "./view.ts";

/** Unambiguously narrow: a bar must be right on every terminal, so names in other scripts are cut to what fits anyhow. */
const wide =
  /[\u1100-\u115f\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{3ffff}]/u;

/** Writes one line in inverse into a row of a frame: the text on the left, cut where it must be, the note on the right. */
export function drawStatus(frame: Frame, row: number, text: string, note: string): void {
  const notePart = note === "" ? "" : ` ${note} `;
  const room = Math.max(0, frame.cols - notePart.length);
  const bar = [...columns(` ${cleanLabel(text, 500)} `, room), ...columns(notePart, frame.cols - room)];
  for (let col = 0; col < frame.cols; col++) {
    const [letter, width] = bar[col] ?? [" ", 1];
    setCell(frame, row * frame.cols + col, letter, width, 0, 0, flags.inverse);
  }
}

/** Exactly `count` columns of it: [what stands in the cell, how wide it is]. */
function columns(text: string, count: number): readonly (readonly [string, number])[] {
  const cells: (readonly [string, number])[] = [];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const letter = Array.from(segment)[0] ?? " ";
    const width = wide.test(letter) ? 2 : 1;
    if (/^\p{M}/u.test(letter)) continue;
    if (cells.length + width > count) break;
    cells.push([width === 2 || segment.length > 1 ? letter : segment, width]);
    if (width === 2) cells.push(["", 0]);
  }
  while (cells.length < count) cells.push([" ", 1]);
  return cells;
}

/** What is said about a screen that does not fit; empty where it does. */
export function clippingNote(screen: Size, area: Size): string {
  if (screen.cols <= area.cols && screen.rows <= area.rows) return "";
  return `shows ${Math.min(screen.cols, area.cols)}x${Math.min(screen.rows, area.rows)} of ${screen.cols}x${screen.rows}`;
}
