/** A terminal's cell as drawn, CSS pixels. */
export interface CellSize {
  readonly width: number;
  readonly height: number;
}

export interface PaneSize {
  readonly width: number;
  readonly height: number;
}

/** Letters are crisp at whole sizes only; below the least they are drawn larger and scaled down. */
export const fontSizes = { least: 8, most: 26, scaled: 12 } as const;
/** Room for xterm's scrollbar at the right of the cells. */
export const scrollbarWidth = 12;

/** Room around the cells of a screen that stands in a pane: surface.css has the same. */
const inset = { width: 8, height: 12 } as const;

export function withoutInset(pane: PaneSize): PaneSize {
  return { width: Math.max(1, pane.width - inset.width), height: Math.max(1, pane.height - inset.height) };
}

/** The columns and rows that fill a pane: what an owner's window asks the session for. */
export function gridFor(pane: PaneSize, cell: CellSize): { readonly cols: number; readonly rows: number } {
  return {
    cols: Math.min(1000, Math.max(20, Math.floor((pane.width - scrollbarWidth) / cell.width))),
    rows: Math.min(500, Math.max(4, Math.floor(pane.height / cell.height))),
  };
}

/** How a grid of somebody else's size is shown whole: at a whole font size, or scaled where even the least is too large. */
export type Fitting =
  | { readonly kind: "font"; readonly fontSize: number }
  | { readonly kind: "scale"; readonly fontSize: number; readonly scale: number };

/**
 * cellAt: the cell at one font size; cells grow in step with it, but for rounding to device pixels, which the
 * caller checks after setting the size.
 */
export function fittingFor(
  pane: PaneSize,
  grid: { readonly cols: number; readonly rows: number },
  cellAt: CellSize & { readonly fontSize: number },
): Fitting {
  const perPoint = { width: cellAt.width / cellAt.fontSize, height: cellAt.height / cellAt.fontSize };
  const exact = Math.min(
    (pane.width - scrollbarWidth) / (grid.cols * perPoint.width),
    pane.height / (grid.rows * perPoint.height),
  );
  const whole = Math.floor(exact);
  if (whole >= fontSizes.least) return { kind: "font", fontSize: Math.min(fontSizes.most, whole) };
  return { kind: "scale", fontSize: fontSizes.scaled, scale: Math.max(0.1, exact / fontSizes.scaled) };
}
