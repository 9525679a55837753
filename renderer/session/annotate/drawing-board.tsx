/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- a surface to draw on: its keys are told in its name */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { maxAnnotationPoints, type Place } from "../../../shared/events/notes.ts";
import { sentenceSchema } from "../../../shared/events/terms.ts";
import { useSession, useSessionModel, useUi } from "../../store/use-session.ts";
import { usePeople } from "../use-me.ts";
import { colourOf } from "./colours.ts";
import { Drawing } from "./drawing.tsx";
import { type Grid, pixelsOf, placeAt, thinned } from "./grid.ts";
import { LabelInput } from "./label-input.tsx";
import { needsLabel, pointsOf } from "./shapes.ts";

/** Less than this is a click, and the second corner comes with the next one; px. */
const dragFrom = 4;

/** The screen as paper: by mouse, finger or pen, and by keyboard all but freehand. */
export function DrawingBoard({ grid }: { readonly grid: Grid }) {
  const model = useSessionModel();
  const tool = useUi((ui) => ui.tool);
  const me = useSession((view) => view.me ?? "");
  const people = usePeople();
  const [points, setPoints] = useState<readonly Place[]>([]);
  /** Placed, and waiting for its word. */
  const [unnamed, setUnnamed] = useState<Place>();
  const [cursor, setCursor] = useState(() => ({
    col: Math.floor(grid.cols / 2),
    row: Math.floor(grid.rows / 2),
  }));
  const [byKeyboard, setByKeyboard] = useState(false);
  const board = useRef<HTMLDivElement>(null);
  const pressed = useRef<{ readonly x: number; readonly y: number; readonly dragged: boolean }>(undefined);
  const colour = colourOf(people, {
    colour: tool.shape === "warning" ? "red" : tool.colour,
    participant: me,
  });

  useEffect(() => board.current?.focus(), []);

  const add = (placed: readonly Place[], label: string) => {
    setPoints([]);
    setUnnamed(undefined);
    const named = sentenceSchema.safeParse(label);
    if (!named.success && (label.trim() !== "" || needsLabel(tool.shape))) {
      model.hint("A label is one line of at most 500 characters.");
      return;
    }
    void model.act("annotation.add", {
      shape: tool.shape,
      colour: tool.colour,
      seconds: tool.seconds,
      ...(named.success ? { label: named.data } : {}),
      where: { unit: "cells", buffer: grid.buffer, points: [...thinned(placed, maxAnnotationPoints)] },
    });
    // One label for one drawing, unless it is what is written again and again.
    if (needsLabel(tool.shape)) model.ui.setState({ tool: { ...tool, label: "" } });
  };
  const finish = (placed: readonly Place[]) => {
    const [first] = placed;
    if (needsLabel(tool.shape) && tool.label.trim() === "") setUnnamed(first);
    else add(placed, tool.label);
  };

  const at = (event: PointerEvent): Place => {
    const box = event.currentTarget.getBoundingClientRect();
    return placeAt(event.clientX - box.left, event.clientY - box.top, grid);
  };
  const handleDown = (event: PointerEvent) => {
    if (event.button !== 0 || unnamed !== undefined) return;
    event.preventDefault();
    board.current?.focus();
    setByKeyboard(false);
    const place = at(event);
    if (pointsOf[tool.shape] === 1) return finish([place]);
    const [first] = points;
    if (first !== undefined && pointsOf[tool.shape] === 2) return finish([first, place]);
    event.currentTarget.setPointerCapture(event.pointerId);
    pressed.current = { x: event.clientX, y: event.clientY, dragged: false };
    setPoints([place]);
  };
  const handleMove = (event: PointerEvent) => {
    const place = at(event);
    const down = pressed.current;
    if (down === undefined) {
      const [first] = points;
      if (first !== undefined && pointsOf[tool.shape] === 2) setPoints([first, place]);
      return;
    }
    const far = Math.hypot(event.clientX - down.x, event.clientY - down.y) >= dragFrom;
    if (far) pressed.current = { ...down, dragged: true };
    if (tool.shape === "freehand") setPoints((before) => [...before, place]);
    else setPoints((before) => [before[0] ?? place, place]);
  };
  const handleUp = () => {
    const down = pressed.current;
    pressed.current = undefined;
    if (down === undefined) return;
    if (down.dragged) finish(points);
    else if (tool.shape === "freehand") setPoints([]);
  };

  const handleKey = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 5 : 1;
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (points.length > 0) return setPoints([]);
      model.ui.setState({ annotating: false });
      return model.screen.focus();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (move !== undefined) {
      event.preventDefault();
      const [right = 0, down = 0] = move;
      const next = {
        col: Math.min(grid.cols - 1, Math.max(0, cursor.col + right * step)),
        row: Math.min(grid.rows - 1, Math.max(0, cursor.row + down * step)),
      };
      setCursor(next);
      setByKeyboard(true);
      const [first] = points;
      if (first !== undefined) setPoints([first, cornerOf(next)]);
      return;
    }
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    setByKeyboard(true);
    if (tool.shape === "freehand") return model.hint("Freehand is drawn with a mouse, a finger or a pen.");
    const here = { col: cursor.col, line: grid.top + cursor.row };
    if (pointsOf[tool.shape] === 1) return finish([here]);
    const [first] = points;
    if (first === undefined) setPoints([here, cornerOf(cursor)]);
    else finish([first, cornerOf(cursor)]);
  };
  /** The far corner of the cell the cursor is on: a box of one cell is a cell. An arrow points at its middle. */
  const cornerOf = (cell: { readonly col: number; readonly row: number }): Place =>
    tool.shape === "arrow"
      ? { col: cell.col + 0.5, line: grid.top + cell.row + 0.5 }
      : { col: cell.col + 1, line: grid.top + cell.row + 1 };

  const spot = pixelsOf({ col: cursor.col, line: grid.top + cursor.row }, grid);
  return (
    <>
      <div
        ref={board}
        className="board"
        role="application"
        tabIndex={0}
        aria-label={`Drawing board. Arrow keys move, Enter sets a ${pointsOf[tool.shape] === 1 ? "place" : "corner"}, Escape leaves.`}
        data-testid="board"
        onPointerDown={handleDown}
        onPointerMove={handleMove}
        onPointerUp={handleUp}
        onPointerCancel={handleUp}
        onKeyDown={handleKey}
      >
        <svg className="annotations__lines" width="100%" height="100%" aria-hidden="true">
          <Drawing shape={tool.shape} points={points} colour={colour} grid={grid} />
        </svg>
        {byKeyboard && (
          <span
            className="board__cursor"
            style={{ left: spot.x, top: spot.y, width: grid.cellWidth, height: grid.cellHeight }}
            data-testid="board-cursor"
          />
        )}
        <span className="visually-hidden" role="status">
          {byKeyboard ? `Line ${cursor.row + 1}, column ${cursor.col + 1}` : ""}
        </span>
      </div>
      {unnamed !== undefined && (
        <LabelInput
          at={pixelsOf(unnamed, grid)}
          onDone={(label) => {
            if (label === undefined) setUnnamed(undefined);
            else add([unnamed], label);
            board.current?.focus();
          }}
        />
      )}
    </>
  );
}
