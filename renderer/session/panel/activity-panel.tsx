import {
  ArrowDownLeft,
  ArrowUpRight,
  Hand,
  Link2,
  NotebookPen,
  ShieldCheck,
  SquareTerminal,
  TriangleAlert,
} from "lucide-react";
import { useSession } from "../../store/use-session.ts";
import { useNow } from "../../ui/use-now.ts";
import { exactTime, timeOfDay } from "../../ui/words.ts";
import type { ActivityLine } from "../activity.ts";
import "./activity.css";

const icons = {
  came: ArrowDownLeft,
  went: ArrowUpRight,
  sharing: Link2,
  rights: ShieldCheck,
  control: Hand,
  notes: NotebookPen,
  session: SquareTerminal,
  trouble: TriangleAlert,
} as const satisfies Record<ActivityLine["kind"], unknown>;

/** What happened, newest first; comings and goings of one minute in one line. */
export function ActivityPanel() {
  const activity = useSession((view) => view.activity);
  const now = useNow(60_000);
  return (
    <ol className="activity" aria-label="What happened, newest first">
      {[...activity].reverse().map((line) => {
        const Icon = icons[line.kind];
        return (
          <li key={line.key} className={`activity__line activity__line--${line.kind}`}>
            <Icon size={14} aria-hidden="true" />
            <span className="activity__text" title={line.people?.map((each) => each.name).join(", ")}>
              <bdi>{line.text}</bdi>
            </span>
            <time
              className="muted small figures"
              dateTime={new Date(line.atMs).toISOString()}
              title={exactTime(line.atMs)}
            >
              {timeOfDay(line.atMs, now)}
            </time>
          </li>
        );
      })}
    </ol>
  );
}
