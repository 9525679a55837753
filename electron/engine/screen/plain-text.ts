/**
 * Plain text: printable characters, CR, LF, TAB, and the sequences SGR and EL. It changes nothing but lines from the
 * cursor's on downwards, the cursor and the attributes, so most of a flood of it need never be parsed (see
 * held-output.ts). Here it is told from everything else, and its lines are counted as xterm.js counts them.
 */

/** What, besides the text, decides where its lines break. */
export interface Place {
  /** The cursor's column; the number of columns where the next character wraps. */
  readonly x: number;
  /** Columns of the character that a combining one would join; 0 where it would join none. */
  readonly joinWidth: number;
}

export interface Reading extends Place {
  /** Rows the cursor went down, whether by LF or by wrapping. */
  readonly rows: number;
  /** Characters read; a sequence that is not finished at the end is left unread. */
  readonly length: number;
}

export interface PlainTextOptions {
  /** Columns of a code point: 0, 1 or 2. */
  widthOf(codePoint: number): number;
  /** The column a TAB goes to from this one. */
  nextStop(column: number): number;
}

/** Longer ones are not waited for, but parsed. */
const maxSequence = 64;

const notPlain = 255;

/** By UTF-16 unit; what is not ASCII and not plain is a C1 control, a byte order mark or a surrogate. */
function createWidths(widthOf: (codePoint: number) => number): Uint8Array {
  const widths = new Uint8Array(0x1_0000).fill(notPlain, 0, 0xa0);
  for (let unit = 0xa0; unit < widths.length; unit++) widths[unit] = widthOf(unit);
  widths.fill(notPlain, 0xd800, 0xe000);
  widths[0xfeff] = notPlain;
  return widths;
}

/** The index after an SGR or EL that begins here; undefined for something else; past the text's end where that comes first. */
function endOfSequence(text: string, at: number): number | undefined {
  let index = at + 1;
  if (index < text.length && text.charCodeAt(index) !== 0x5b) return undefined;
  for (index++; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x30 && code <= 0x3b) continue;
    return code === 0x6d || code === 0x4b ? index + 1 : undefined;
  }
  return index - at > maxSequence ? undefined : text.length + 1;
}

/** Reads text from a place in lines of so many columns; undefined where it is not plain. */
export function createPlainReader({ widthOf, nextStop }: PlainTextOptions) {
  let widths: Uint8Array | undefined;

  /** Of a character that is not ASCII; undefined where it is not plain. */
  const widthAt = (
    text: string,
    at: number,
  ): { readonly width: number; readonly units: 1 | 2 } | undefined => {
    widths ??= createWidths(widthOf);
    const width = widths[text.charCodeAt(at)] ?? notPlain;
    if (width !== notPlain) return { width, units: 1 };
    const codePoint = text.codePointAt(at) ?? 0;
    return codePoint > 0xffff ? { width: widthOf(codePoint), units: 2 } : undefined;
  };

  return (text: string, place: Place, cols: number): Reading | undefined => {
    let { x, joinWidth } = place;
    let rows = 0;
    let at = 0;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code >= 0x20 && code < 0x7f) {
        if (x >= cols) {
          rows++;
          x = 0;
        }
        x++;
        joinWidth = 1;
        at++;
        continue;
      }
      if (code >= 0xa0) {
        const character = widthAt(text, at);
        if (character === undefined) return undefined;
        const joins = character.width === 0 && joinWidth > 0;
        const width = joins ? joinWidth : character.width;
        const before = joins ? joinWidth : 0;
        joinWidth = width;
        if (x + width - before > cols) {
          rows++;
          x = before;
        }
        // One without width that joins nothing takes a cell all the same.
        if (!joins) x += Math.max(width, 1);
        at += character.units;
        continue;
      }
      joinWidth = 0;
      if (code === 0x0d) x = 0;
      else if (code === 0x0a) {
        rows++;
        if (x >= cols) x--;
      } else if (code === 0x09) {
        if (x < cols) x = nextStop(x);
      } else if (code === 0x1b) {
        const end = endOfSequence(text, at);
        if (end === undefined) return undefined;
        if (end > text.length) break;
        // EL first brings a cursor beyond the edge back to it.
        if (text.charCodeAt(end - 1) === 0x4b) x = Math.min(x, cols);
        at = end - 1;
      } else return undefined;
      at++;
    }
    return { x, joinWidth, rows, length: at };
  };
}
