import { useRef, useState } from "react";
import type { ParticipantId } from "../../shared/base/ids.ts";
import { useSession, useSessionModel, useSessionState } from "../store/use-session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { useNow } from "../ui/use-now.ts";
import { left, plural } from "../ui/words.ts";

/** Who asks to be let in, over the screen's edge: answered where the owner works, without taking the focus. */
export function JoinRequests() {
  const model = useSessionModel();
  const requests = useSessionState((state) => state.joinRequests);
  const grants = useSessionState((state) => state.links);
  const owns = useSession((view) => view.me === view.state?.owner);
  const [answering, setAnswering] = useState<ParticipantId>();
  const now = useNow(5_000);
  const bar = useRef<HTMLDivElement>(null);
  const waiting = Object.values(requests).sort((a, b) => a.untilMs - b.untilMs);
  const first = waiting[0];

  if (!owns || first === undefined) return null;

  const answer = async (command: "join.approve" | "join.deny") => {
    setAnswering(first.participant);
    const hadFocus = bar.current?.contains(document.activeElement) === true;
    await model.act(command, { participant: first.participant });
    setAnswering(undefined);
    // Whoever answers by keyboard answers the next one, or is back on the screen.
    if (hadFocus) {
      requestAnimationFrame(() => {
        (
          document.querySelector<HTMLElement>("[data-first-answer]") ??
          document.querySelector<HTMLElement>(".xterm-helper-textarea")
        )?.focus();
      });
    }
  };
  const grant = grants[first.link]?.grant;
  return (
    <div
      ref={bar}
      className="join-bar"
      role="group"
      aria-label={`${first.name} asks to be let in`}
      data-testid="join-bar"
    >
      <Avatar id={first.participant} name={first.name} />
      <div className="join-bar__words">
        <p className="truncate">
          <bdi className="join-bar__name" title={first.name}>
            {first.name}
          </bdi>{" "}
          asks to be let in
        </p>
        <p className="muted small truncate">
          {grant === "interact" ? "To type" : "To watch"} · {left(first.untilMs, now)}
          {waiting.length > 1 && ` · ${plural(waiting.length - 1, "more", "more")} waiting`}
        </p>
      </div>
      <div className="join-bar__answers">
        <Button
          look="primary"
          size="small"
          data-first-answer=""
          busy={answering === first.participant}
          onClick={() => void answer("join.approve")}
        >
          Let in
        </Button>
        <Button
          size="small"
          disabled={answering === first.participant}
          onClick={() => void answer("join.deny")}
        >
          Turn away
        </Button>
      </div>
    </div>
  );
}
