/** Plain text (see plain-text.ts) that a terminal has not parsed yet, and may never have to. */
export interface HeldOutput {
  /** Where it begins and ends, in characters since the terminal began. */
  readonly start: number;
  readonly end: number;
  /** Rows the cursor goes down in it. */
  readonly rows: number;
  /** What is not held any more was of no effect but for the pen: its beginning is a cut, too. */
  readonly trimmed: boolean;
  push(text: string, rows: number): void;
  /** From this offset to the end. */
  after(offset: number): string;
  /** The shortest end that begins with CR LF and goes down at least so many rows, found roughly; undefined where none does. */
  cut(rows: number): Cut | undefined;
  /** Holds no more than that cut's text. */
  trim(cut: Cut): void;
  /** Begins anew; `pen` is what gives the attributes the text begins with, whatever they are before it. */
  clear(pen: string): void;
}

export interface Cut {
  readonly offset: number;
  /** The attributes there: SGR that begins with a reset. */
  readonly pen: string;
}

interface Piece {
  readonly text: string;
  readonly rows: number;
  readonly start: number;
}

const sgr = /\x1b\[[\d:;]*m/y; // oxlint-disable-line no-control-regex -- an escape sequence
const reset = /^\x1b\[0*[;m]/; // oxlint-disable-line no-control-regex -- an escape sequence

/** The SGRs of plain text before this index, from the last that begins with a reset, or else from the first. */
function collectPen(text: string, end: number): { readonly pen: string; readonly resets: boolean } {
  const codes: string[] = [];
  let resets = false;
  for (let at = end; at > 0 && !resets; ) {
    at = text.lastIndexOf("\x1b", at - 1);
    if (at < 0) break;
    sgr.lastIndex = at;
    const [code] = sgr.exec(text) ?? [];
    if (code === undefined) continue;
    codes.push(code);
    resets = reset.test(code);
  }
  return { pen: codes.reverse().join(""), resets };
}

function countLineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

export function createHeldOutput(): HeldOutput {
  let pieces: Piece[] = [];
  let start = 0;
  let end = 0;
  let rows = 0;
  let trimmed = false;
  let penBefore = "";

  const penAt = (index: number, length: number): string => {
    let pen = "";
    let upTo = length;
    for (let at = index; at >= 0; at--) {
      const text = pieces[at]?.text ?? "";
      const found = collectPen(text, upTo);
      pen = found.pen + pen;
      if (found.resets) return pen;
      upTo = pieces[at - 1]?.text.length ?? 0;
    }
    return penBefore + pen;
  };

  /** The last CR LF in a piece that has so many LFs from it to the end. */
  const cutIn = ({ text }: Piece, lineFeeds: number): number | undefined => {
    let at = text.length;
    for (let found = 0; at > 0; ) {
      at = text.lastIndexOf("\n", at - 1);
      if (at < 0) return undefined;
      found++;
      if (found >= lineFeeds && text[at - 1] === "\r") return at - 1;
    }
    return undefined;
  };

  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    get rows() {
      return rows;
    },
    get trimmed() {
      return trimmed;
    },
    push(text, down) {
      if (text === "") return;
      pieces.push({ text, rows: down, start: end });
      end += text.length;
      rows += down;
    },
    after(offset) {
      let first = pieces.length;
      while (first > 0 && (pieces[first - 1]?.start ?? 0) + (pieces[first - 1]?.text.length ?? 0) > offset)
        first--;
      const [piece, ...rest] = pieces.slice(first);
      if (piece === undefined) return "";
      return piece.text.slice(Math.max(0, offset - piece.start)) + rest.map(({ text }) => text).join("");
    },
    cut(wanted) {
      let behind = 0;
      for (let index = pieces.length - 1; index >= 0; index--) {
        const piece = pieces[index];
        if (piece === undefined) break;
        // Wrapping takes rows too, so a few more than wanted are found; never less.
        const at = behind + piece.rows < wanted ? undefined : cutIn(piece, wanted - behind);
        if (at !== undefined) return { offset: piece.start + at, pen: penAt(index, at) };
        behind += piece.rows;
      }
      return trimmed && behind >= wanted ? { offset: start, pen: penBefore } : undefined;
    },
    trim({ offset, pen }) {
      const [first, ...rest] = pieces.filter((piece) => piece.start + piece.text.length > offset);
      if (first === undefined) return;
      const text = first.text.slice(offset - first.start);
      pieces = [{ text, rows: countLineFeeds(text), start: offset }, ...rest];
      rows = pieces.reduce((sum, piece) => sum + piece.rows, 0);
      start = offset;
      penBefore = pen;
      trimmed = true;
    },
    clear(pen) {
      pieces = [];
      start = end;
      rows = 0;
      trimmed = false;
      penBefore = pen;
    },
  };
}
