// Run by user-terminal.test.ts in a terminal of its own: takes it over, shows a session's screen in it and what is
// typed, and ends in the way a key asks for.
import { writeFileSync } from "node:fs";
import process from "node:process";
import { setBlocking } from "../../../electron/cli/terminal/blocking.ts";
import { openUserTerminal } from "../../../electron/cli/terminal/user-terminal.ts";
import { toDisposable } from "../../../shared/base/disposable.ts";
import { createTestTerminal } from "./support.ts";

const session = createTestTerminal({ cols: 60, rows: 10 });

function show(text: string): void {
  session.write(text);
  terminal.handleScreen(session.terminal);
}

/** Shows one thing after the other until the terminal takes nothing any more, and says so. */
function fill(done: () => void): void {
  const cell = () => `\x1b[4${Math.floor(Math.random() * 8)}mx`;
  show(`\x1b[H${Array.from({ length: 600 }, cell).join("")}`);
  const stands = process.stdout.writableLength;
  setTimeout(() => {
    if (stands === 0 || process.stdout.writableLength !== stands) return fill(done);
    writeFileSync(process.env["FILE_ONCE_FULL"] ?? "", "");
    done();
  }, 20);
}

setBlocking(process.stdout, false);
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
    if (text === "f") return fill(() => {});
    if (text === "F") return fill(() => process.exit(3));
    show(`keys ${JSON.stringify(text)}\r\n`);
  },
  onPaste: (text) => show(`paste ${JSON.stringify(text)}\r\n`),
  onCommand(key) {
    show(`command ${key}\r\n`);
    if (key === "q") void terminal.dispose();
  },
  onResize: ({ cols, rows }) => show(`resized ${cols}x${rows}\r\n`),
});
show("\x1b]0;hostile title\x07\x1b[1;32mready\x1b[m 日本 ┌─┐\r\n");
