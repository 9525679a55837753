// Run by user-terminal.test.ts in a terminal of its own: takes it over, shows a session's screen in it and what is
// typed, and ends in the way a key asks for.
import process from "node:process";
import { openUserTerminal } from "../../../electron/cli/terminal/user-terminal.ts";
import { toDisposable } from "../../../shared/base/disposable.ts";
import { createTestTerminal } from "./support.ts";

const session = createTestTerminal({ cols: 60, rows: 10 });

function show(text: string): void {
  session.write(text);
  terminal.handleScreen(session.terminal);
}

const terminal = openUserTerminal({
  stdin: process.stdin,
  stdout: process.stdout,
  clock: {
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    schedule(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return toDisposable(() => clearTimeout(timer));
    },
  },
  onKeys(text) {
    if (text === "!") throw new Error("crashed");
    if (text === "0") process.exit(3);
    show(`keys ${JSON.stringify(text)}\r\n`);
  },
  onPaste: (text) => show(`paste ${JSON.stringify(text)}\r\n`),
  onCommand(key) {
    show(`command ${key}\r\n`);
    if (key === "q") terminal.dispose();
  },
  onResize: ({ cols, rows }) => show(`resized ${cols}x${rows}\r\n`),
});
show("\x1b]0;hostile title\x07\x1b[1;32mready\x1b[m 日本 ┌─┐\r\n");
