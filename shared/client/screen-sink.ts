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

/** Keeps what it is given for the terminal that comes: until that has taken it in, nothing of it is acknowledged. */
export interface HeldScreen extends ScreenSink {
  /** Everything, in its order. */
  handTo(sink: ScreenSink): void;
}

export function heldScreen(): HeldScreen {
  const held: ((sink: ScreenSink) => void)[] = [];
  return {
    reset: (screen, done) => void held.push((sink) => sink.reset(screen, done)),
    write: (text, done) => void held.push((sink) => sink.write(text, done)),
    resize: (cols, rows) => void held.push((sink) => sink.resize(cols, rows)),
    handTo(sink) {
      for (const hand of held.splice(0)) hand(sink);
    },
  };
}

/** Takes everything in at once and shows nothing. */
export const noScreen: ScreenSink = {
  reset: (_screen, done) => done(),
  write: (_text, done) => done(),
  resize: () => {},
};
