import type { Place } from "../../../shared/events/notes.ts";

/** What part of the screen is in sight and how large a cell is drawn, CSS pixels. */
export interface Grid {
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly cols: number;
  readonly rows: number;
  readonly buffer: "main" | "alternate";
  /** The absolute number of the topmost line in sight; 0 on the alternate screen. */
  readonly top: number;
  /** Of the oldest line this window still holds; 0 on the alternate screen. */
  readonly first: number;
}

/** A place as pixels of the layer. */
export function pixelsOf(place: Place, grid: Grid): { readonly x: number; readonly y: number } {
  return { x: place.col * grid.cellWidth, y: (place.line - grid.top) * grid.cellHeight };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Pixels of the layer as a place, to a tenth of a cell, inside the screen. */
export function placeAt(x: number, y: number, grid: Grid): Place {
  const col = Math.min(grid.cols, Math.max(0, x / grid.cellWidth));
  const row = Math.min(grid.rows, Math.max(0, y / grid.cellHeight));
  return { col: tenths(col), line: tenths(grid.top + row) };
}

/** Whether any of it is in sight: what scrolled by, and what this window no longer holds, is not drawn. */
export function inSight(
  annotation: { readonly buffer: "main" | "alternate"; readonly points: readonly Place[] },
  grid: Grid,
): boolean {
  if (annotation.buffer !== grid.buffer) return false;
  const lines = annotation.points.map((each) => each.line);
  const least = Math.min(...lines);
  const most = Math.max(...lines);
  if (grid.buffer === "main" && most < grid.first) return false;
  return most >= grid.top - 1 && least <= grid.top + grid.rows + 1;
}

/** As many places as may be sent, evenly thinned; the first and the last stay. */
export function thinned(points: readonly Place[], most: number): readonly Place[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => points[Math.round(index * step)]).filter(
    (each) => each !== undefined,
  );
}
