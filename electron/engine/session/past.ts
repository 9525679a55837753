/**
 * What stood on the screen before somebody came who is to see nothing of the past. A whole screen shows it until the
 * lines of then have scrolled away, and the full-screen program of then has ended.
 */
export interface Past {
  /** Whether a screen with this first line, on that buffer, still shows some of it. */
  isShownBy(screen: ScreenPlace): boolean;
}

export interface ScreenPlace {
  /** The absolute number of the main screen's first line. */
  readonly firstLine: number;
  readonly alternate: boolean;
}

/** As of now; asked for every screen that is to be shown, in order. */
export function createPast(now: ScreenPlace & { readonly rows: number }): Past {
  const below = now.firstLine + now.rows;
  let { alternate } = now;
  return {
    isShownBy(screen) {
      alternate &&= screen.alternate;
      return alternate || screen.firstLine < below;
    },
  };
}
