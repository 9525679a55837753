import { boundMarks } from "../vt/harden.ts";
import type { ScreenSink } from "./screen-sink.ts";

/** As much of an xterm as a sink needs: the page's and the headless one have it. */
export interface SinkTerminal {
  readonly cols: number;
  readonly rows: number;
  /** `done` once it is parsed. */
  write(data: string | Uint8Array, done?: () => void): void;
  resize(cols: number, rows: number): void;
}

export interface TerminalSinkListeners {
  /** Something is handed over; what comes back is called once it is parsed. */
  onWrite(): () => void;
  /** The session's size was taken on, or still holds. */
  onSize(): void;
  /** A whole screen is written next, all before it is parsed: its first line has this absolute number. */
  onReset?(firstLine: number): void;
}

/**
 * The log's screen on an xterm. `done` comes once xterm has parsed it: a slow screen slows its own stream only. A new
 * size waits for what was written before it, and what comes after waits for the size. A keyframe brings its own reset.
 */
export function createTerminalSink(
  terminal: SinkTerminal,
  { onWrite, onSize, onReset }: TerminalSinkListeners,
): ScreenSink {
  let waiting: (() => void)[] = [];
  let blocked = false;

  const inOrder = (run: () => void) => {
    if (blocked) waiting.push(run);
    else run();
  };
  const afterWrites = (run: () => void) =>
    inOrder(() => {
      blocked = true;
      terminal.write("", () => {
        blocked = false;
        run();
        const held = waiting;
        waiting = [];
        for (const each of held) inOrder(each);
      });
    });
  const resize = (cols: number, rows: number) => {
    if (terminal.cols !== cols || terminal.rows !== rows) terminal.resize(cols, rows);
    onSize();
  };
  const write = (data: string | Uint8Array, done: () => void) => {
    const written = onWrite();
    terminal.write(data, () => {
      written();
      done();
    });
  };

  return {
    reset({ cols, rows, firstLine, data }, done) {
      afterWrites(() => {
        resize(cols, rows);
        onReset?.(firstLine);
        write(data, done);
      });
    },
    write: (text, done) => inOrder(() => write(boundMarks(text), done)),
    resize: (cols, rows) => afterWrites(() => resize(cols, rows)),
  };
}
