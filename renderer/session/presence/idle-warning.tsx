import { idleMs } from "../../../shared/state/deadlines.ts";
import { useSessionModel } from "../../store/use-session.ts";
import { Button } from "../../ui/button.tsx";
import { clockTime } from "../../ui/words.ts";
import { useHostNow } from "../countdown.tsx";
import { useMe } from "../use-me.ts";

/** Before somebody is disconnected for being away they are asked whether they are there. */
const warnBeforeMs = 2 * 60_000;

export function IdleWarning() {
  const model = useSessionModel();
  const me = useMe();
  const now = useHostNow(1_000);
  const atMs = me === undefined ? undefined : idleMs(me);
  if (atMs === undefined || atMs - now > warnBeforeMs || atMs <= now) return null;
  return (
    <div className="ask-bar" role="alertdialog" aria-label="Are you still there?" data-testid="idle">
      <div className="ask-bar__words">
        <p className="ask-bar__name">Are you still there?</p>
        <p className="muted small figures">
          You are disconnected in {clockTime(atMs - now)}. You can come back by the same link.
        </p>
      </div>
      <div className="ask-bar__answers">
        <Button look="primary" size="small" onClick={() => void model.act("presence.active", {})}>
          I am here
        </Button>
      </div>
    </div>
  );
}
