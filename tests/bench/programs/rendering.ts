import { boundMarks } from "../../../shared/vt/harden.ts";
import type { ScreenSink } from "../../../shared/client/screen-sink.ts";
import { sharedMs } from "../harness/figures.ts";
import { createTerminal, looksLike, looksOf } from "../harness/looks.ts";
import type { ScreenLooks } from "../harness/member-calls.ts";

/** A terminal that shows a session, and tells when it looks as expected. */
export interface Rendering {
  readonly sink: ScreenSink;
  /** `atMs`: after the write that made it look so, with none after it. `right`: to the last cell. */
  see(looks: ScreenLooks): Promise<{ readonly atMs: number; readonly right: boolean }>;
}

/** Nothing is on its way any more when nothing has changed for so long. */
const stillMs = 1_500;
const limitMs = 15_000;

export function createRendering(): Rendering {
  const terminal = createTerminal();
  let changedMs = sharedMs();
  const resize = (cols: number, rows: number) => {
    if (terminal.cols !== cols || terminal.rows !== rows) terminal.resize(cols, rows);
  };
  const write = (data: string | Uint8Array, done: () => void) =>
    terminal.write(data, () => {
      changedMs = sharedMs();
      onChange();
      done();
    });
  let onChange: () => void = () => {};

  return {
    sink: {
      reset({ cols, rows, data }, done) {
        // What was written before is parsed first, and what comes after waits in the terminal's own queue.
        terminal.write("", () => {
          terminal.reset();
          resize(cols, rows);
        });
        write(data, done);
      },
      write: (text, done) => write(boundMarks(text), done),
      resize,
    },
    see: (looks) =>
      new Promise((resolve) => {
        let still: NodeJS.Timeout | undefined;
        const finish = () => {
          clearTimeout(still);
          clearTimeout(limit);
          onChange = () => {};
          resolve({ atMs: changedMs, right: looksOf(terminal).digest === looks.digest });
        };
        const limit = setTimeout(finish, limitMs);
        onChange = () => {
          clearTimeout(still);
          still = setTimeout(() => looksLike(terminal, looks) && finish(), stillMs);
        };
        onChange();
      }),
  };
}
