import { Pause } from "lucide-react";
import { useSession } from "../store/use-session.ts";

/** Over a screen that stands still, for everybody whose it is. */
export function ScreenNotice() {
  const by = useSession((view) => {
    const paused = view.state?.paused;
    if (paused === null || paused === undefined || view.state === undefined) return undefined;
    // Whoever paused it, and the owner, go on seeing the target.
    if (view.me === paused.by || view.me === view.state.owner || view.state.phase.name === "ended")
      return undefined;
    return view.state.participants[paused.by]?.name ?? "the owner";
  });
  if (by === undefined) return null;
  return (
    <p className="screen-notice" role="status" data-testid="paused">
      <Pause size={15} aria-hidden="true" />
      <span>
        Paused by <bdi>{by}</bdi>. The screen stands still until they go on.
      </span>
    </p>
  );
}
