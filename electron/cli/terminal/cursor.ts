import type { Terminal } from "@xterm/headless";

export interface Cursor {
  readonly x: number;
  readonly y: number;
  readonly visible: boolean;
  /** The parameter of DECSCUSR: 0 is the user's own, 1 and 2 block, 3 and 4 underline, 5 and 6 bar; odd ones blink. */
  readonly style: number;
}

const styles: Readonly<Record<string, number>> = { block: 2, underline: 4, bar: 6 };

/** The cursor of a terminal in what it shows now. Throws for another version of xterm.js whose inside differs. */
export function readCursor(terminal: Terminal): Cursor {
  const { cursorX, cursorY, baseY, viewportY } = terminal.buffer.active;
  const y = cursorY + baseY - viewportY;
  const { hidden, shape, blinks } = inside(terminal);
  const style = styles[shape] ?? 0;
  return {
    // After the last cell of a line xterm counts one column further, where no cursor can be.
    x: Math.min(cursorX, terminal.cols - 1),
    y,
    visible: !hidden && y < terminal.rows,
    style: style === 0 ? 0 : style - (blinks ? 1 : 0),
  };
}

/** The public interface tells neither; parser hooks would miss reset(). */
function inside(terminal: Terminal): { hidden: boolean; shape: string; blinks: boolean } {
  const service = property(property(terminal, "_core"), "coreService");
  const hidden = property(service, "isCursorHidden");
  const modes = property(service, "decPrivateModes");
  if (typeof hidden !== "boolean" || typeof modes !== "object") {
    throw new Error("the inside of xterm.js has changed: look at readCursor again");
  }
  const shape = property(modes, "cursorStyle");
  return {
    hidden,
    shape: typeof shape === "string" ? shape : "",
    blinks: property(modes, "cursorBlink") === true,
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
