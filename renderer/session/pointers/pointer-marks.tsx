import { MousePointer2 } from "lucide-react";
import { useSession, useUi } from "../../store/use-session.ts";
import { personColour } from "../../ui/person.ts";
import { usePeople } from "../use-me.ts";
import { type Grid, inSight, pixelsOf } from "../annotate/grid.ts";
import "./pointers.css";

/** Where the others point, with their names; once it was asked for. */
export function PointerMarks({ grid }: { readonly grid: Grid }) {
  const shown = useUi((ui) => ui.pointers);
  const pointers = useSession((view) => view.pointers);
  const people = usePeople();
  const me = useSession((view) => view.me);
  if (!shown) return null;
  return pointers
    .filter(({ participant, at }) => participant !== me && inSight({ buffer: at.buffer, points: [at] }, grid))
    .map(({ participant, at }) => {
      const { x, y } = pixelsOf(at, grid);
      const colour = personColour(people, participant) ?? 1;
      return (
        <span
          key={participant}
          className="pointer-mark"
          style={{
            transform: `translate(${x}px, ${y}px)`,
            "--person": `var(--person-${colour})`,
            "--person-ink": `var(--person-${colour}-ink)`,
          }}
          aria-hidden="true"
          data-testid="pointer"
        >
          <MousePointer2 size={15} fill="currentColor" />
          <bdi className="pointer-mark__name truncate">{people.participants[participant]?.name ?? ""}</bdi>
        </span>
      );
    });
}
