/** As much of a line of xterm.js 6.0 as this needs. */
export interface HalvesLine {
  readonly length: number;
  readonly _extendedAttrs: Readonly<Record<number, unknown>>;
  /** 2 for a wide character, 0 for its second half. */
  getWidth(column: number): number;
  hasContent(column: number): number;
  getFg(column: number): number;
  getBg(column: number): number;
  setCell(column: number, cell: { content: number; fg: number; bg: number; extended: unknown }): void;
}

export interface HalvesBuffer {
  readonly lines: { readonly length: number; get(index: number): HalvesLine | undefined };
}

/** What a cell without a character holds: one column wide, no code point. */
const blankContent = 1 << 22;

/**
 * A change of size can leave half a wide character: cut off at the new edge, or overwritten by xterm's own reflow. It
 * is drawn as nothing, and can come back as a whole one with the next change; no output makes such a cell, so that a
 * keyframe could not give it. It becomes the blank as which it is seen, in every terminal alike.
 */
export function clearHalves({ lines }: HalvesBuffer): void {
  for (let index = 0; index < lines.length; index++) {
    const line = lines.get(index);
    if (line === undefined) continue;
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
}
