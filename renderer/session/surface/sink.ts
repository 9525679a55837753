import type { Terminal } from "@xterm/xterm";
import type { ScreenSink } from "../../../shared/client/screen-sink.ts";
import { boundMarks } from "../../../shared/vt/harden.ts";
import type { LagMeter } from "../lag.ts";

/** As much of an xterm as a sink needs: the page's and the headless one have it. */
export type SinkTerminal = Pick<Terminal, "cols" | "rows" | "write" | "reset" | "resize">;

/**
 * The log's screen on an xterm. `done` comes once xterm has parsed it: a slow page slows its own stream only. A reset
 * or a new size waits for what was written before it, and what comes after waits for it.
 */
export function createTerminalSink(terminal: SinkTerminal, lag: LagMeter, onSize: () => void): ScreenSink {
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
    const written = lag.noteWrite(performance.now());
    terminal.write(data, () => {
      written();
      done();
    });
  };

  return {
    reset({ cols, rows, data }, done) {
      afterWrites(() => {
        terminal.reset();
        resize(cols, rows);
        write(data, done);
      });
    },
    write: (text, done) => inOrder(() => write(boundMarks(text), done)),
    resize: (cols, rows) => afterWrites(() => resize(cols, rows)),
  };
}
