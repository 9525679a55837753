import { type Frame, sameCell } from "./frame.ts";
import { changePen, defaultPen, type Pen, penOf } from "./sgr.ts";

/**
 * Characters that every terminal gives one column. After any other the cursor is set anew, so that a terminal with a
 * width table of its own is wrong in that one cell only.
 */
const surelyNarrow =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u03ff\u0400-\u052f\u2010-\u2027\u2190-\u21ff\u2500-\u259f]$/u;

/** A gap of unchanged cells up to here is cheaper to write again than to jump over. */
const maxRewrittenGap = 3;

export interface Difference {
  readonly text: string;
  /** The cell the cursor is surely at afterwards (row × cols + column); -1 where that is not sure. */
  readonly cursor: number;
}

/**
 * What turns a terminal that shows `from`, with the default pen and the cursor surely at `cursor` (or -1), into one
 * that shows `to`: cursor positions, SGR, printable text and erasing to the end of the line, nothing else. Ends with
 * the default pen. Empty where nothing differs.
 */
export function diffFrames(from: Frame, to: Frame, cursor: number): Difference {
  const parts: string[] = [];
  let pen: Pen = defaultPen;
  let known = cursor;

  const write = (at: number): void => {
    const next = penOf(to, at);
    parts.push(changePen(pen, next), to.text[at] ?? " ");
    pen = next;
    const width = to.width[at] ?? 1;
    const col = at % to.cols;
    const isSure = width === 1 && surelyNarrow.test(to.text[at] ?? "") && col + 1 < to.cols;
    known = isSure ? at + 1 : -1;
  };

  for (let row = 0; row < to.rows; row++) {
    const start = row * to.cols;
    const blankFrom = trailingBlanks(to, row);
    for (let col = 0; col < to.cols; col++) {
      const at = start + col;
      if (to.width[at] === 0) continue;
      const isWide = to.width[at] === 2;
      if (sameCell(from, to, at) && (!isWide || sameCell(from, to, at + 1))) continue;
      const gap = at - known;
      if (known >= start && gap > 0 && gap <= maxRewrittenGap && canRewrite(to, known, at)) {
        for (let skipped = known; skipped < at; skipped++) write(skipped);
      }
      if (known !== at) parts.push(moveTo(at, to.cols));
      if (col >= blankFrom) {
        parts.push(changePen(pen, defaultPen), "\x1b[K");
        pen = defaultPen;
        known = at;
        break;
      }
      write(at);
    }
  }
  parts.push(changePen(pen, defaultPen));
  return { text: parts.join(""), cursor: known };
}

/** Sets the cursor to a cell. */
export function moveTo(at: number, cols: number): string {
  const col = at % cols;
  const row = (at - col) / cols;
  if (col > 0) return `\x1b[${row + 1};${col + 1}H`;
  return row > 0 ? `\x1b[${row + 1}H` : "\x1b[H";
}

/** The column from which a row is blank in default colours. */
function trailingBlanks(frame: Frame, row: number): number {
  let col = frame.cols;
  for (; col > 0; col--) {
    const at = row * frame.cols + col - 1;
    const blank = frame.text[at] === " " && frame.fg[at] === 0 && frame.bg[at] === 0 && frame.flags[at] === 0;
    if (!blank) break;
  }
  return col;
}

function canRewrite(frame: Frame, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (frame.width[at] !== 1 || !surelyNarrow.test(frame.text[at] ?? "")) return false;
  }
  return true;
}
