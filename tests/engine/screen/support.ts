import xterm from "@xterm/headless";
import { writeKeyframe } from "../../../electron/engine/screen/keyframe.ts";
import type { KeyframeDepth } from "../../../electron/engine/screen/screen.ts";
import { coreOf } from "../../../electron/engine/screen/xterm-core.ts";
import { hardenTerminal } from "../../../shared/vt/harden.ts";
import { createModeTracker } from "../../../shared/vt/modes.ts";
import { createScanner } from "../../../shared/vt/scanner.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";
import { dumpScreen, type ScreenDump } from "../../support/compare-screens.ts";

/** A terminal written to without waiting, with the scanner beside it: the inside of the shadow, laid open. */
export interface TestTerminal {
  write(text: string): void;
  resize(cols: number, rows: number): void;
  keyframe(depth: KeyframeDepth): string;
  dump(): ScreenDump;
  readonly replies: string[];
}

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

export function createTestTerminal({ cols, rows }: Size, scrollback = 50): TestTerminal {
  const terminal = new xterm.Terminal({ ...terminalOptions, cols, rows, scrollback });
  hardenTerminal(terminal);
  const core = coreOf(terminal);
  const tracker = createModeTracker();
  const scanner = createScanner(tracker);
  const replies: string[] = [];
  terminal.onData((data) => replies.push(data));
  // The public write waits for a timer each time; tens of thousands of terminals cannot.
  const writeSync: unknown = Reflect.get(core, "writeSync");
  if (typeof writeSync !== "function") throw new Error("xterm has no writeSync any more");
  return {
    write(text) {
      Reflect.apply(writeSync, core, [text]);
      scanner.feed(text);
    },
    resize: (newCols, newRows) => terminal.resize(newCols, newRows),
    keyframe(depth) {
      return writeKeyframe({ core, modes: tracker.modes, unfinished: scanner.unfinished }, depth).text;
    },
    dump: () => dumpScreen(terminal),
    replies,
  };
}
