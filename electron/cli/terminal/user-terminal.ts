import { writeSync } from "node:fs";
import process from "node:process";
import type { ReadStream } from "node:tty";
import type { Clock } from "../../../shared/base/ports.ts";
import { setBlocking } from "./blocking.ts";
import { createInputReader, type InputEvents } from "./input.ts";
import { createPainter, type Painter } from "./painter.ts";
import type { Size } from "./view.ts";

/** Signals that end a process; SIGKILL cannot be answered. */
const endingSignals = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"] as const;

export interface UserTerminalOptions extends InputEvents {
  /** Both are the terminal the program was started in (`stdin.isTTY`, `stdout.isTTY`). */
  readonly stdin: ReadStream;
  readonly stdout: typeof process.stdout;
  readonly clock: Clock;
  /** The window's new size; the painter already knows it. */
  readonly onResize?: (size: Size) => void;
}

export interface UserTerminal extends Pick<Painter, "handleScreen" | "setStatus" | "redraw"> {
  readonly size: Size;
  /** Gives the terminal back as it was; resolves once it has taken the last of it, however late it reads that. */
  dispose(): Promise<void>;
}

/**
 * Takes the user's terminal over: keys come raw, the alternate screen shows what is painted. It is given back on
 * dispose, at the end of the process however it comes about short of SIGKILL, and on an ending signal, which then does
 * what it always does.
 */
export function openUserTerminal(options: UserTerminalOptions): UserTerminal {
  const { stdin, stdout, clock } = options;
  const size = (): Size => ({ cols: stdout.columns, rows: stdout.rows });
  let exiting = false;
  const painter = createPainter({
    ...size(),
    clock,
    out: (text, done) => (exiting ? writeNow(stdout.fd, text) : void stdout.write(text, () => done())),
  });
  const input = createInputReader(options, clock);
  let givenBack: Promise<void> | undefined;

  function dispose(): Promise<void> {
    givenBack ??= giveBack();
    return givenBack;
  }

  async function giveBack(): Promise<void> {
    input.dispose();
    stdin.off("data", input.handleBytes).pause();
    stdout.off("resize", handleResize);
    process.off("exit", handleExit).off("SIGCONT", handleContinue);
    for (const name of endingSignals) process.off(name, handleSignal);
    painter.dispose();
    try {
      stdin.setRawMode(false);
    } catch {
      // The terminal itself is gone: there is nothing left to restore.
    }
    await new Promise<void>((resolve) => stdout.write("", () => resolve()));
  }

  function handleExit(): void {
    exiting = true;
    setBlocking(stdout, true);
    void dispose();
  }

  function handleSignal(name: NodeJS.Signals): void {
    const done = dispose();
    // Unless somebody else answers it, the signal then ends the process, and tells the parent so.
    if (process.listenerCount(name) === 0) void done.then(() => process.kill(process.pid, name));
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
  process.on("exit", handleExit).on("SIGCONT", handleContinue);
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

/** For the end of the process, which writes nothing of what waits. */
function writeNow(fd: number, text: string): void {
  try {
    writeSync(fd, text);
  } catch {
    // The terminal itself is gone.
  }
}

function ignore(): void {}
