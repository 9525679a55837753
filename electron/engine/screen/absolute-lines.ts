import type { XtermCore } from "./xterm-core.ts";

/** Counts every line since the start, those that left the scrollback too: the numbers by which things are anchored. */
export interface AbsoluteLines {
  /** Of the first line of the scrollback. */
  readonly first: number;
  /** Of the first line of the screen, on the main buffer. */
  readonly top: number;
  /** Says what the screen's first line is, where the terminal was not given everything. */
  setTop(top: number): void;
}

export function createAbsoluteLines(core: XtermCore): AbsoluteLines {
  let trimmed = 0;
  let { normal } = core.buffers;
  const listen = (): void => {
    const { lines } = normal;
    lines.onTrim((count) => {
      if (lines === normal.lines) trimmed += count;
    });
  };
  listen();
  // A full reset begins with other buffers: numbers go on behind what was there, and none is given twice.
  core.buffers.onBufferActivate(() => {
    if (core.buffers.normal === normal) return;
    trimmed += normal.lines.length;
    normal = core.buffers.normal;
    listen();
  });
  return {
    get first() {
      return trimmed;
    },
    get top() {
      return trimmed + normal.ybase;
    },
    setTop(top) {
      trimmed = top - normal.ybase;
    },
  };
}
