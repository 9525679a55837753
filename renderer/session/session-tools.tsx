import { BookmarkPlus, Command, MousePointer2, PencilLine } from "lucide-react";
import { useSessionModel, useUi } from "../store/use-session.ts";
import { IconButton } from "../ui/button.tsx";
import { useWhyNot } from "./use-me.ts";
import { openBookmark } from "./palette/palette-rows.ts";
import { canPoint } from "./pointers/pointers.ts";
import { useSession } from "../store/use-session.ts";

/** What is done over the screen rather than to it. */
export function SessionTools({ phone }: { readonly phone: boolean }) {
  const model = useSessionModel();
  const annotating = useUi((ui) => ui.annotating);
  const pointers = useUi((ui) => ui.pointers);
  const cannot = useWhyNot("annotate");
  const running = useSession((view) => view.state?.phase.name === "running" && view.status.name !== "over");
  const points = useSession((view) => view.state !== undefined && canPoint(view.state, view.me));
  if (!running) return null;
  return (
    <div className="control-bar__tools" role="group" aria-label="Over the screen">
      {!phone && points && (
        <IconButton
          label={pointers ? "Hide the pointers" : "Show each other's pointers"}
          aria-pressed={pointers}
          onClick={() => model.ui.setState({ pointers: !pointers })}
        >
          <MousePointer2 size={16} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton
        className="control-bar__draw"
        label="Draw over the screen"
        aria-pressed={annotating}
        unavailable={cannot}
        onClick={() => model.ui.setState({ annotating: !annotating })}
      >
        <PencilLine size={16} aria-hidden="true" />
      </IconButton>
      {!phone && (
        <IconButton label="Set a bookmark" unavailable={cannot} onClick={() => openBookmark(model)}>
          <BookmarkPlus size={16} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton label="All commands" onClick={() => model.ui.setState({ dialog: { name: "palette" } })}>
        <Command size={16} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
