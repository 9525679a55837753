import xterm from "@xterm/headless";
import { boundMarks, hardenTerminal } from "../../../shared/vt/harden.ts";
import { createModeTracker } from "../../../shared/vt/modes.ts";
import { createScanner } from "../../../shared/vt/scanner.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";
import { xtermUnicodeVersion } from "../../../shared/vt/width.ts";
import { writeKeyframe } from "./keyframe.ts";
import type { ScreenOptions } from "./messages.ts";
import type { InputModes, KeyframeDepth } from "./screen.ts";
import { coreOf } from "./xterm-core.ts";

/** A real terminal without a window, and the scanner that reads along with it. */
export interface Shadow {
  /** Done once the terminal has parsed it. */
  write(text: string, done: () => void): void;
  /** Not while a write is under way. */
  resize(cols: number, rows: number): void;
  /** Not while a write is under way. */
  keyframe(depth: KeyframeDepth): { cols: number; rows: number; text: string };
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
  return {
    write(text, done) {
      const bounded = boundMarks(text);
      terminal.write(bounded, () => {
        scanner.feed(bounded);
        done();
      });
    },
    resize(cols, rows) {
      terminal.resize(cols, rows);
    },
    keyframe(depth) {
      const text = writeKeyframe(core, tracker.modes, scanner.unfinished, depth);
      return { cols: terminal.cols, rows: terminal.rows, text };
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
