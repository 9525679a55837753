/** As much of a line of xterm.js 6.0 as this needs. */
interface Line {
  readonly length: number;
  readonly _extendedAttrs: Readonly<Record<number, unknown>>;
  /** 2 for a wide character, 0 for its second half. */
  getWidth(column: number): number;
  hasContent(column: number): number;
  getFg(column: number): number;
  getBg(column: number): number;
  setCell(column: number, cell: { content: number; fg: number; bg: number; extended: unknown }): void;
}

/** A ring of lines. */
interface Lines {
  /** Setting another one lays the ring out anew, from its array's first place. */
  maxLength: number;
  readonly length: number;
  get(index: number): Line | undefined;
}

/** As much of xterm.js's core (headless and browser alike) as this needs. */
export interface ResizableCore {
  readonly cols: number;
  readonly buffers: { readonly normal: { readonly lines: Lines }; readonly alt: { readonly lines: Lines } };
  resize(cols: number, rows: number): void;
}

/** What a cell without a character holds: one column wide, no code point. */
const blankContent = 1 << 22;

function straighten(lines: Lines): void {
  lines.maxLength++;
  lines.maxLength--;
}

function clearHalves(line: Line): void {
  for (let column = 0; column < line.length; column++) {
    const width = line.getWidth(column);
    if (width === 1) continue;
    const next = column + 1;
    if (width === 2 && next < line.length && line.getWidth(next) === 0 && line.hasContent(next) === 0) {
      column = next;
    } else if (width === 2 || line.hasContent(column) === 0) {
      const [fg, bg, extended] = [line.getFg(column), line.getBg(column), line._extendedAttrs[column]];
      line.setCell(column, { content: blankContent, fg, bg, extended });
    }
  }
}

/**
 * Mends what a change of size does wrong in xterm.js 6.0.0. In every terminal alike, or people would see different
 * screens: no keyframe can give what no output makes.
 *
 * - A reflow to fewer columns that pushes lines out of a full scrollback writes them to places before the ring's first,
 *   which are its last: the oldest lines overwrite the bottom of the screen. A ring that begins at the first place of
 *   its array has none before.
 * - Half a wide character, cut off at the new edge or overwritten by the reflow, is drawn as nothing, and is a whole one
 *   again after the next change. It becomes the blank as which it is seen.
 */
export function mendResize(core: ResizableCore): void {
  const { resize } = core;
  const rings = () => [core.buffers.normal.lines, core.buffers.alt.lines];
  core.resize = (cols, rows) => {
    for (const ring of rings()) straighten(ring);
    const hadCols = core.cols;
    resize.call(core, cols, rows);
    if (core.cols === hadCols) return;
    for (const ring of rings()) {
      for (let index = 0; index < ring.length; index++) {
        const line = ring.get(index);
        if (line !== undefined) clearHalves(line);
      }
    }
  };
}
