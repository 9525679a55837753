import { useSession } from "../store/use-session.ts";
import "./screen-notice.css";

/** Why what was just done had no effect: one quiet line over the screen that goes away by itself. */
export function Hint() {
  const hint = useSession((view) => view.hint);
  return (
    <div className="hint-place" role="status">
      {hint !== undefined && (
        <p key={hint.id} className="hint" data-testid="hint">
          {hint.text}
        </p>
      )}
    </div>
  );
}
