import { Pause } from "lucide-react";
import { useSession } from "../store/use-session.ts";
import { pausedBy } from "./line-words.ts";
import "./screen-notice.css";

/** Over a screen that stands still, for everybody whose it is. */
export function ScreenNotice() {
  const by = useSession(({ state, me }) => (state === undefined ? undefined : pausedBy(state, me)));
  if (by === undefined) return null;
  return (
    <p className="screen-notice" role="status" data-testid="paused">
      <Pause size={15} aria-hidden="true" />
      <span>
        The screen stands still until <bdi>{by}</bdi> goes on.
      </span>
    </p>
  );
}
