import { useMemo } from "react";
import { useSession, useSessionState, useUi } from "../../store/use-session.ts";
import { useHostNow } from "../countdown.tsx";
import { usePeople } from "../use-me.ts";
import { PointerMarks } from "../pointers/pointer-marks.tsx";
import "./annotate.css";
import { colourOf } from "./colours.ts";
import { DrawingBoard } from "./drawing-board.tsx";
import { Drawing, DrawingTag } from "./drawing.tsx";
import { type Grid, inSight } from "./grid.ts";

/** What everybody has drawn over the screen, where it belongs; and the board for drawing more. */
export function AnnotationLayer({ grid }: { readonly grid: Grid }) {
  const annotations = useSessionState((state) => state.annotations);
  const annotating = useUi((ui) => ui.annotating);
  // Another shape begins with a clean board.
  const shape = useUi((ui) => ui.tool.shape);
  const ended = useSession((view) => view.state?.phase.name === "ended");
  const people = usePeople();
  const now = useHostNow(1_000);
  const shown = useMemo(
    () => annotations.filter((each) => inSight(each, grid) && (each.untilMs === null || each.untilMs > now)),
    [annotations, grid, now],
  );
  const width = grid.cols * grid.cellWidth;
  const height = grid.rows * grid.cellHeight;
  return (
    <div
      className="annotations"
      style={{ width, height, "--cell": `${grid.cellHeight}px` }}
      data-testid="annotations"
    >
      <svg
        className="annotations__lines"
        width={width}
        height={height}
        role="img"
        aria-label={summary(shown)}
      >
        {shown.map((each) => (
          <Drawing
            key={each.annotation}
            shape={each.shape}
            points={each.points}
            colour={colourOf(people, each)}
            grid={grid}
          />
        ))}
      </svg>
      {shown.map((each) => (
        <DrawingTag
          key={each.annotation}
          shape={each.shape}
          points={each.points}
          colour={colourOf(people, each)}
          grid={grid}
          label={each.label}
          author={each.name}
        />
      ))}
      <PointerMarks grid={grid} />
      {annotating && !ended && <DrawingBoard key={shape} grid={grid} />}
    </div>
  );
}

function summary(shown: readonly { readonly name: string; readonly label?: string | undefined }[]): string {
  if (shown.length === 0) return "No drawings in sight";
  const words = shown.map((each) => `${each.name}${each.label === undefined ? "" : `: ${each.label}`}`);
  return `Drawings in sight: ${words.join("; ")}`;
}
