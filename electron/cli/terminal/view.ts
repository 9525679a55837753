import type { Offset } from "./frame.ts";

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** Where the cursor is on the screen; undefined where it is hidden. */
export type CursorPlace = { readonly x: number; readonly y: number } | undefined;

/**
 * Which part of a screen a smaller area shows: the part around the cursor, moved no more than needed, so that it stays
 * still while somebody types; without a cursor the bottom left.
 */
export function chooseOffset(previous: Offset, screen: Size, area: Size, cursor: CursorPlace): Offset {
  const maxLeft = Math.max(0, screen.cols - area.cols);
  const maxTop = Math.max(0, screen.rows - area.rows);
  if (cursor === undefined) return { left: 0, top: maxTop };
  return {
    // The beginning of the line where that fits, else by half an area: a line being typed would scroll at every key.
    left: cursor.x < area.cols ? 0 : follow(previous.left, cursor.x, area.cols, maxLeft, area.cols >> 1),
    top: follow(previous.top, cursor.y, area.rows, maxTop, 0),
  };
}

/** slack: how much room the cursor gets beyond it when the part has to move. */
function follow(start: number, place: number, length: number, maxStart: number, slack: number): number {
  const visible = place >= start && place < start + length;
  const moved = place < start ? place - slack : place - length + 1 + slack;
  return Math.min(Math.max(visible ? start : moved, 0), maxStart);
}
