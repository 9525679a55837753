import type { Terminal } from "@xterm/xterm";
import { type CellSize, fittingFor, fontSizes, type PaneSize, scrollbarWidth } from "./fit.ts";

/** The cell as drawn now, CSS pixels; undefined while nothing is drawn. */
export function measureCell(terminal: Terminal): CellSize | undefined {
  const screen = terminal.element?.querySelector<HTMLElement>(".xterm-screen");
  if (screen === null || screen === undefined || screen.offsetWidth === 0) return undefined;
  return { width: screen.offsetWidth / terminal.cols, height: screen.offsetHeight / terminal.rows };
}

/** The cells and the scrollbar beside them, unscaled. */
export interface Drawn extends PaneSize {
  readonly scale: number;
}

/** What is drawn at the present font size. */
function drawnAsIs(terminal: Terminal): Drawn | undefined {
  const cell = measureCell(terminal);
  if (cell === undefined) return undefined;
  return {
    width: Math.round(cell.width * terminal.cols) + scrollbarWidth,
    height: Math.round(cell.height * terminal.rows),
    scale: 1,
  };
}

/** What is drawn at the present font size; where it is larger than the pane, as after another window's wish, scaled down. */
export function drawnWithin(terminal: Terminal, pane: PaneSize): Drawn | undefined {
  const drawn = drawnAsIs(terminal);
  if (drawn === undefined) return undefined;
  return { ...drawn, scale: Math.min(1, pane.width / drawn.width, pane.height / drawn.height) };
}

/** Shows the whole grid in the pane, times zoom; the font size is changed as far as that goes crisply. */
export function fitInto(terminal: Terminal, pane: PaneSize, zoom: number): Drawn | undefined {
  const cell = measureCell(terminal);
  if (cell === undefined) return undefined;
  const fontSize = terminal.options.fontSize ?? fontSizes.scaled;
  const fitting = fittingFor(pane, terminal, { ...cell, fontSize });
  if (fitting.kind === "font" && zoom === 1) {
    setFontSize(terminal, fitting.fontSize);
    // Cells are whole device pixels, so one size down may be needed after all.
    for (let size = fitting.fontSize; size > fontSizes.least; size--) {
      const drawn = drawnAsIs(terminal);
      if (drawn === undefined || (drawn.width <= pane.width && drawn.height <= pane.height)) break;
      setFontSize(terminal, size - 1);
    }
    return drawnAsIs(terminal);
  }
  setFontSize(terminal, fontSizes.scaled);
  const drawn = drawnAsIs(terminal);
  if (drawn === undefined) return undefined;
  const whole = Math.min(pane.width / drawn.width, pane.height / drawn.height);
  return { ...drawn, scale: whole * zoom };
}

export function setFontSize(terminal: Terminal, fontSize: number): void {
  if (terminal.options.fontSize !== fontSize) terminal.options.fontSize = fontSize;
}
