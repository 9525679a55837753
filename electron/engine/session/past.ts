/**
 * What stood on the screen before somebody came who is to see nothing of the past. A whole screen shows it until the
 * lines of then have scrolled away, and the full-screen program of then has ended.
 */
export interface Past {
  /** Whether this screen still shows some of it. To be asked of every screen that is to be shown, in order. */
  isShownBy(screen: ShownScreen): boolean;
}

export interface ShownScreen {
  /** The last entry in it. */
  readonly seq: number;
  /** The absolute number of the main screen's first line. */
  readonly firstLine: number;
  readonly rows: number;
  readonly alternate: boolean;
}

/**
 * sinceSeq: the last entry before they came. Where its lines lie is known from the first screen that has it in it: the
 * shadow terminal may be behind when they come.
 */
export function createPast(sinceSeq: number): Past {
  let then: { readonly below: number; alternate: boolean } | undefined;
  return {
    isShownBy({ seq, firstLine, rows, alternate }) {
      if (seq < sinceSeq) return true;
      then ??= { below: firstLine + rows, alternate };
      then.alternate &&= alternate;
      return then.alternate || firstLine < then.below;
    },
  };
}
