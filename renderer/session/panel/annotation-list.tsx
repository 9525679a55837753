import { X } from "lucide-react";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { left } from "../../ui/words.ts";
import { shapeIcons, shapeTitles } from "../annotate/shapes.ts";
import { colourOf } from "../annotate/colours.ts";
import { useHostNow } from "../countdown.tsx";
import { useOwns, usePeople } from "../use-me.ts";

/** What is drawn over the screen now, by whom and for how long. */
export function AnnotationList() {
  const model = useSessionModel();
  const annotations = useSessionState((state) => state.annotations);
  const me = useSession((view) => view.me);
  const owns = useOwns();
  const people = usePeople();
  const now = useHostNow(1_000);
  const drawn = annotations.filter((each) => each.untilMs === null || each.untilMs > now);
  const own = drawn.filter((each) => each.participant === me);
  if (drawn.length === 0) return null;
  return (
    <section aria-label="Annotations">
      <h2 className="panel__label">Over the screen</h2>
      {[...drawn].reverse().map((each) => {
        const Icon = shapeIcons[each.shape];
        const title = each.label ?? shapeTitles[each.shape];
        const line = each.points[0]?.line;
        return (
          <div key={each.annotation} className="note note--row" data-testid="annotation-note">
            <Icon
              className="note__icon"
              style={{ color: colourOf(people, each) }}
              size={15}
              aria-hidden="true"
            />
            <div className="note__grow">
              {line === undefined || each.buffer === "alternate" ? (
                <bdi className="note__label">{title}</bdi>
              ) : (
                <button type="button" className="note__link" onClick={() => model.screen.reveal(line)}>
                  <bdi>{title}</bdi>
                </button>
              )}
              <p className="muted small truncate">
                <bdi>{each.name}</bdi>
                {each.untilMs !== null && ` · ${left(each.untilMs, now)}`}
              </p>
            </div>
            {(owns || each.participant === me) && (
              <IconButton
                label={`Clear ${title}`}
                onClick={() => void model.act("annotation.clear", { which: each.annotation })}
              >
                <X size={14} aria-hidden="true" />
              </IconButton>
            )}
          </div>
        );
      })}
      <div className="note__actions note__actions--foot">
        {own.length > 0 && (
          <Button
            size="small"
            look="quiet"
            onClick={() => void model.act("annotation.clear", { which: "own" })}
          >
            Clear mine
          </Button>
        )}
        {owns && drawn.length > own.length && (
          <Button
            size="small"
            look="quiet"
            onClick={() => void model.act("annotation.clear", { which: "all" })}
          >
            Clear all
          </Button>
        )}
      </div>
    </section>
  );
}
