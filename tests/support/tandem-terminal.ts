import { readFileSync } from "node:fs";
import { spawn } from "node-pty";
import { onTestFinished } from "vitest";
import { createTestTerminal } from "../cli/terminal/support.ts";
import { builtProgram } from "./built.ts";
import { shiftedArgv, shiftedEnv } from "./tandem.ts";

const patienceMs = 30_000;

/** `tandem` in a terminal as a person sees it, started from a shell that says what became of the terminal. */
export interface PersonsTerminal {
  /** Its lines, without what is blank at the end. */
  readonly screen: readonly string[];
  readonly mode: "normal" | "alternate";
  /** Every byte it was sent. */
  readonly received: string;
  type(keys: string): void;
  resize(cols: number, rows: number): void;
  /** Takes nothing any more: what it is sent fills it up. */
  stopReading(): void;
  readOn(): void;
  /** To the program, not to the shell that waits for it. */
  signalProgram(name: "SIGTERM" | "SIGHUP" | "SIGSTOP" | "SIGCONT"): void;
  /** With `shifted: true`: the program's clocks go on by `shiftMs` at once, as after a sleep. */
  sleepFor(): Promise<void>;
  /** Until the screen has it. */
  shows(what: string | RegExp): Promise<void>;
  /** The program's exit code, once the shell got the terminal back; throws where its settings are not as before. */
  givenBack(): Promise<number>;
}

// The settings are compared by the shell, since what a terminal is set to cannot be seen from its other end.
const script =
  'before=$(stty -g); "$@"; code=$?; [ "$before" = "$(stty -g)" ] && echo "given back $code" || echo "changed"';

export function openTerminal(
  words: readonly string[],
  options: {
    readonly cwd: string;
    readonly cols?: number;
    readonly rows?: number;
    readonly shifted?: boolean;
    readonly env?: Readonly<Record<string, string>>;
  },
): PersonsTerminal {
  const { cwd, cols = 100, rows = 30, shifted = false, env = {} } = options;
  const { terminal, write } = createTestTerminal({ cols, rows });
  const watchers = new Set<() => void>();
  const program = [process.execPath, ...(shifted ? shiftedArgv : []), builtProgram, ...words];
  const shell = spawn("bash", ["-c", script, "bash", ...program], {
    cwd,
    cols,
    rows,
    env: { ...process.env, ...shiftedEnv, TERM: "xterm-256color", ...env },
  });
  let over = false;
  let received = "";
  const ended = new Promise<void>((resolve) =>
    shell.onExit(() => {
      over = true;
      resolve();
    }),
  );
  shell.onData((text) => {
    received += text;
    write(text);
    for (const watcher of watchers) watcher();
  });
  onTestFinished(async () => {
    if (!over) shell.kill("SIGKILL");
    await ended;
  });

  const screen = () => {
    const { active } = terminal.buffer;
    return Array.from(
      { length: terminal.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? "",
    );
  };

  const signalProgram = (name: NodeJS.Signals) => {
    const [child = ""] = readFileSync(`/proc/${shell.pid}/task/${shell.pid}/children`, "utf8").split(" ");
    process.kill(Number(child), name);
  };

  const one: PersonsTerminal = {
    get screen() {
      return screen();
    },
    get mode() {
      return terminal.buffer.active.type;
    },
    get received() {
      return received;
    },
    type: (keys) => shell.write(keys),
    resize(toCols, toRows) {
      terminal.resize(toCols, toRows);
      shell.resize(toCols, toRows);
    },
    stopReading: () => shell.pause(),
    readOn: () => shell.resume(),
    signalProgram,
    sleepFor() {
      signalProgram("SIGUSR2");
      return one.shows("clocks shifted");
    },
    shows: (what) =>
      new Promise((resolve, reject) => {
        const settle = (end: () => void) => {
          clearTimeout(timer);
          watchers.delete(check);
          end();
        };
        const check = () => {
          const text = screen().join("\n");
          if (typeof what === "string" ? text.includes(what) : what.test(text)) settle(resolve);
        };
        const timer = setTimeout(
          () => settle(() => reject(new Error(`it never showed ${what}:\n${screen().join("\n")}`))),
          patienceMs,
        );
        watchers.add(check);
        check();
      }),
    async givenBack() {
      await one.shows(/given back \d+|changed$/m);
      const text = screen().join("\n");
      const { modes, buffer } = terminal;
      const left = {
        buffer: buffer.active.type,
        paste: modes.bracketedPasteMode,
        mouse: modes.mouseTrackingMode,
        keys: modes.applicationCursorKeysMode,
        wrap: modes.wraparoundMode,
      };
      const clean = { buffer: "normal", paste: false, mouse: "none", keys: false, wrap: true };
      if (JSON.stringify(left) !== JSON.stringify(clean))
        throw new Error(`left behind: ${JSON.stringify(left)}`);
      const code = /given back (\d+)/.exec(text)?.[1];
      if (code === undefined) throw new Error(`the terminal's settings were changed:\n${text}`);
      return Number(code);
    },
  };
  return one;
}
