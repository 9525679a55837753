import { Circle, MoveUpRight, PenTool, Square, TriangleAlert, Type } from "lucide-react";
import type { SessionState } from "../../../shared/state/state.ts";

export type Shape = SessionState["annotations"][number]["shape"];

export const shapeTitles = {
  box: "Box",
  circle: "Circle",
  arrow: "Arrow",
  text: "Text",
  warning: "Warning",
  freehand: "Freehand",
} as const satisfies Record<Shape, string>;

export const shapeIcons = {
  box: Square,
  circle: Circle,
  arrow: MoveUpRight,
  text: Type,
  warning: TriangleAlert,
  freehand: PenTool,
} as const satisfies Record<Shape, unknown>;

export const shapes = [
  "box",
  "circle",
  "arrow",
  "text",
  "warning",
  "freehand",
] as const satisfies readonly Shape[];

/** How many places make it: two corners, tail and head; one for what is written; as the hand goes for freehand. */
export const pointsOf = {
  box: 2,
  circle: 2,
  arrow: 2,
  text: 1,
  warning: 1,
  freehand: "many",
} as const satisfies Record<Shape, 1 | 2 | "many">;

/** Nothing to see without a word. */
export function needsLabel(shape: Shape): boolean {
  return shape === "text" || shape === "warning";
}
