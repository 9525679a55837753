import process from "node:process";
import type { ReadStream, WriteStream } from "node:tty";
import type { Clock } from "../../../shared/base/ports.ts";
import { createInputReader, type InputEvents } from "./input.ts";
import { createPainter, type Painter } from "./painter.ts";
import type { Size } from "./view.ts";

/** Signals that end a process; SIGKILL cannot be answered. */
const endingSignals = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"] as const;

export interface UserTerminalOptions extends InputEvents {
  /** Both are the terminal the program was started in (`stdin.isTTY`, `stdout.isTTY`). */
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly clock: Clock;
  /** The window's new size; the painter already knows it. */
  readonly onResize?: (size: Size) => void;
}

export interface UserTerminal extends Pick<Painter, "handleScreen" | "setStatus" | "redraw"> {
  readonly size: Size;
  /** Gives the terminal back as it was. */
  dispose(): void;
}

/**
 * Takes the user's terminal over: keys come raw, the alternate screen shows what is painted. It is given back on
 * dispose, at the end of the process however it comes about short of SIGKILL, and on an ending signal, which then does
 * what it always does.
 */
export function openUserTerminal(options: UserTerminalOptions): UserTerminal {
  const { stdin, stdout, clock } = options;
  const size = (): Size => ({ cols: stdout.columns, rows: stdout.rows });
  const painter = createPainter({
    ...size(),
    clock,
    out: (text, done) => void stdout.write(text, () => done()),
  });
  const input = createInputReader(options, clock);
  let open = true;

  function dispose(): void {
    if (!open) return;
    open = false;
    input.dispose();
    stdin.off("data", input.handleBytes).pause();
    stdout.off("resize", handleResize);
    process.off("exit", dispose).off("SIGCONT", handleContinue);
    for (const name of endingSignals) process.off(name, handleSignal);
    painter.dispose();
    try {
      stdin.setRawMode(false);
    } catch {
      // The terminal itself is gone: there is nothing left to restore.
    }
  }

  function handleSignal(name: NodeJS.Signals): void {
    dispose();
    // Unless somebody else answers it, the signal now ends the process, and tells the parent so.
    if (process.listenerCount(name) === 0) process.kill(process.pid, name);
  }

  function handleResize(): void {
    const { cols, rows } = size();
    painter.resize(cols, rows);
    options.onResize?.({ cols, rows });
  }

  /** Stopped and continued: the shell in between has set the terminal as it likes it. */
  function handleContinue(): void {
    stdin.setRawMode(false).setRawMode(true);
    painter.redraw();
  }

  // A terminal that is gone fails every read and write; SIGHUP tells it, and that is enough.
  stdin.on("error", ignore);
  stdout.on("error", ignore);
  process.on("exit", dispose).on("SIGCONT", handleContinue);
  for (const name of endingSignals) process.on(name, handleSignal);
  stdout.on("resize", handleResize);
  stdin.setRawMode(true).on("data", input.handleBytes).resume();

  return {
    handleScreen: painter.handleScreen,
    setStatus: painter.setStatus,
    redraw: painter.redraw,
    get size() {
      return size();
    },
    dispose,
  };
}

function ignore(): void {}
