/**
 * A terminal that shows the shared screen. `done` is called once what was handed over has been taken in: only then is
 * it acknowledged, so that a slow terminal slows its own stream and nothing else.
 */
export interface ScreenSink {
  /** Starts anew: a fresh terminal of this size with this written into it. */
  reset(
    screen: {
      readonly cols: number;
      readonly rows: number;
      /** The absolute number of its first line: events/notes.ts. */
      readonly firstLine: number;
      readonly data: Uint8Array;
    },
    done: () => void,
  ): void;
  write(text: string, done: () => void): void;
  resize(cols: number, rows: number): void;
}

/** Takes everything in at once and shows nothing. */
export const noScreen: ScreenSink = {
  reset: (_screen, done) => done(),
  write: (_text, done) => done(),
  resize: () => {},
};
