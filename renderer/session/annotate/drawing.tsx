import { TriangleAlert } from "lucide-react";
import type { Place } from "../../../shared/events/notes.ts";
import { initials } from "../../ui/person.ts";
import { type Grid, pixelsOf } from "./grid.ts";
import type { Shape } from "./shapes.ts";

interface DrawingProps {
  readonly shape: Shape;
  readonly points: readonly Place[];
  readonly colour: string;
  readonly grid: Grid;
}

/** One drawing's lines: a halo in the screen's own colour below, so that it stands out from any text. */
export function Drawing({ shape, points, colour, grid }: DrawingProps) {
  const outline = outlineOf(shape, points, grid);
  if (outline === undefined) return null;
  return (
    <g className="drawing">
      <path className="drawing__halo" d={outline} />
      <path
        className={
          shape === "box" || shape === "circle" ? "drawing__line drawing__line--area" : "drawing__line"
        }
        d={outline}
        style={{ stroke: colour, fill: shape === "box" || shape === "circle" ? colour : "none" }}
      />
    </g>
  );
}

function outlineOf(shape: Shape, points: readonly Place[], grid: Grid): string | undefined {
  const [a, b] = points.map((each) => pixelsOf(each, grid));
  if (a === undefined) return undefined;
  switch (shape) {
    case "text":
    case "warning":
      return undefined;
    case "freehand":
      return points
        .map((each, index) => {
          const { x, y } = pixelsOf(each, grid);
          return `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
        })
        .join("");
    case "box":
      return b === undefined ? undefined : `M${a.x} ${a.y}H${b.x}V${b.y}H${a.x}Z`;
    case "circle": {
      if (b === undefined) return undefined;
      const rx = Math.abs(b.x - a.x) / 2;
      const ry = Math.abs(b.y - a.y) / 2;
      const left = Math.min(a.x, b.x);
      const middle = (a.y + b.y) / 2;
      return `M${left} ${middle}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`;
    }
    case "arrow": {
      if (b === undefined) return undefined;
      const angle = Math.atan2(b.y - a.y, b.x - a.x);
      const wing = (turn: number) => {
        const x = b.x - headLength * Math.cos(angle + turn);
        const y = b.y - headLength * Math.sin(angle + turn);
        return `${x.toFixed(1)} ${y.toFixed(1)}`;
      };
      return `M${a.x} ${a.y}L${b.x} ${b.y}M${wing(0.5)}L${b.x} ${b.y}L${wing(-0.5)}`;
    }
  }
}

/** Whether its head is above its tail: what is written stands on the other side. */
function pointsUp([tail, head]: readonly { readonly y: number }[]): boolean {
  return tail !== undefined && head !== undefined && head.y < tail.y;
}

/** Of an arrow, px. */
const headLength = 12;

interface TagProps extends DrawingProps {
  readonly label: string | undefined;
  readonly author: string;
}

/** What is written beside a drawing, and whose it is. */
export function DrawingTag({ shape, points, colour, grid, label, author }: TagProps) {
  const places = points.map((each) => pixelsOf(each, grid));
  const first = places[0];
  if (first === undefined) return null;
  const corners = shape === "box" || shape === "circle" || shape === "freehand";
  const x = corners ? Math.min(...places.map((each) => each.x)) : first.x;
  const y = corners ? Math.min(...places.map((each) => each.y)) : first.y;
  const written = shape === "text" || shape === "warning";
  // Above the drawing; at the top of the screen there is no room above.
  const above = !written && (shape === "arrow" ? !pointsUp(places) : y > grid.cellHeight * 1.4);
  return (
    <div
      className={`drawing-tag drawing-tag--${shape} ${above ? "drawing-tag--above" : ""} ${label === undefined ? "drawing-tag--bare" : ""}`}
      style={{ left: x, top: y, "--tag": colour, maxWidth: Math.max(80, grid.cols * grid.cellWidth - x) }}
      title={label === undefined ? author : `${author}: ${label}`}
    >
      {shape === "warning" && <TriangleAlert size={13} aria-hidden="true" />}
      {label === undefined ? (
        initials(author)
      ) : (
        <>
          <bdi className="truncate">{label}</bdi>
          <bdi className="drawing-tag__author truncate">{author}</bdi>
        </>
      )}
    </div>
  );
}
