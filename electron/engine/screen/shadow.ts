import xterm from "@xterm/headless";
import { boundMarks, hardenTerminal } from "../../../shared/vt/harden.ts";
import { createModeTracker } from "../../../shared/vt/modes.ts";
import { createScanner } from "../../../shared/vt/scanner.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";
import { xtermUnicodeVersion } from "../../../shared/vt/width.ts";
import { writeKeyframe } from "./keyframe.ts";
import { createLazyTerminal } from "./lazy-terminal.ts";
import type { ScreenOptions } from "./messages.ts";
import type { InputModes, KeyframeDepth } from "./screen.ts";
import { coreOf } from "./xterm-core.ts";

/** A real terminal without a window, and the scanner that reads along with it. */
export interface Shadow {
  /** Taken in when it returns, though perhaps not parsed yet. */
  write(text: string): void;
  /** Parses what was put off. */
  settle(): void;
  /** Nothing is put off. */
  readonly settled: boolean;
  resize(cols: number, rows: number): void;
  keyframe(depth: KeyframeDepth): { cols: number; rows: number; firstLine: number; text: string };
  /** The absolute number of the screen's first line. */
  readonly top: number;
  readonly inputModes: InputModes;
  dispose(): void;
}

export function createShadow(
  options: Pick<ScreenOptions, "cols" | "rows" | "scrollback">,
  reply: (data: string) => void,
): Shadow {
  // The only window report worth answering: programs ask how large the screen is.
  const windowOptions = { ...terminalOptions.windowOptions, getWinSizeChars: true };
  const terminal = new xterm.Terminal({ ...terminalOptions, ...options, windowOptions });
  hardenTerminal(terminal);
  terminal.unicode.activeVersion = xtermUnicodeVersion;
  terminal.onData(reply);
  terminal.onBinary(reply);
  const core = coreOf(terminal);
  const tracker = createModeTracker();
  const scanner = createScanner(tracker);
  const lazy = createLazyTerminal(core, options.scrollback, tracker.modes, scanner);
  return {
    write(text) {
      lazy.write(boundMarks(text));
    },
    settle() {
      lazy.catchUp("everything");
    },
    get settled() {
      return lazy.settled;
    },
    resize(cols, rows) {
      lazy.end();
      terminal.resize(cols, rows);
    },
    keyframe(depth) {
      lazy.catchUp(depth);
      const unfinished = scanner.unfinished + lazy.unread;
      const { text, leftOutLines } = writeKeyframe({ core, modes: tracker.modes, unfinished }, depth);
      const firstLine = depth === "screen" ? lazy.top : lazy.first + leftOutLines;
      return { cols: terminal.cols, rows: terminal.rows, firstLine, text };
    },
    get top() {
      return lazy.top;
    },
    get inputModes() {
      const { bracketedPaste, applicationCursor, mouse, focus, alternateScreen } = tracker.modes;
      return { bracketedPaste, applicationCursor, mouse: mouse !== "none", focus, alternateScreen };
    },
    dispose() {
      terminal.dispose();
    },
  };
}
