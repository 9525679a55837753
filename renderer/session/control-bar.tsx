import { CircleSlash, Lock, MessageSquare, Pencil, ScrollText, TriangleAlert, Users } from "lucide-react";
import { useMemo } from "react";
import { useSession, useSessionModel, useSessionState } from "../store/use-session.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { fullName } from "../ui/person.ts";
import { nameList } from "../ui/words.ts";
import { type ControlTone, controlWords, lineWords } from "./control-words.ts";
import { useUnread } from "./panel/use-unread.ts";
import type { PanelTab } from "./panel/side-panel.tsx";

const toneIcons = {
  mine: Pencil,
  watch: Lock,
  stopped: TriangleAlert,
  over: CircleSlash,
} as const satisfies Record<ControlTone, unknown>;

interface ControlBarProps {
  readonly phone: boolean;
  readonly panel: PanelTab | undefined;
  readonly onPanel: (panel: PanelTab | undefined) => void;
}

/** Always there: who types and what I may do, whether what I see is now, and the way into the panel. */
export function ControlBar({ phone, panel, onPanel }: ControlBarProps) {
  const model = useSessionModel();
  const status = useSession((view) => view.status);
  const behindMs = useSession((view) => view.behindMs);
  const roundTripMs = useSession((view) => view.roundTripMs);
  const state = useSession((view) => view.state);
  const me = useSession((view) => view.me);
  const typing = useTypists();
  const unread = useUnread(panel === "chat");
  const waiting = useSessionState((each) => Object.keys(each.joinRequests).length);
  if (state === undefined) return null;
  const words = controlWords(state, me);
  const line = lineWords(status, { behindMs, roundTripMs, ended: state.phase.name === "ended" });
  const Icon = toneIcons[words.tone];
  const toggle = (tab: PanelTab) => onPanel(panel === tab ? undefined : tab);
  return (
    <footer className="control-bar" data-control-bar="" data-testid="control-bar">
      <div className={`control control--${words.tone}`}>
        <Icon size={15} aria-hidden="true" />
        <span className="control__text">{words.text}</span>
        {typing === "" ? (
          words.detail !== "" && !phone && <span className="muted truncate">{words.detail}</span>
        ) : (
          <span className="control__typing truncate">{typing}</span>
        )}
      </div>
      <div className={`line line--${line.tone}`} data-testid="line" role="status">
        <span className="line__dot" aria-hidden="true" />
        <span className="figures">{line.text}</span>
        {line.detail !== "" && !phone && <span className="muted small figures truncate">{line.detail}</span>}
        {line.tone === "broken" && (
          <Button look="quiet" size="small" onClick={() => model.client.retry()}>
            Try now
          </Button>
        )}
      </div>
      <div className="control-bar__panels">
        <IconButton
          label={waiting > 0 && me === state.owner ? `People, ${waiting} waiting` : "People"}
          aria-pressed={panel === "people"}
          onClick={() => toggle("people")}
        >
          <Users size={17} aria-hidden="true" />
        </IconButton>
        <IconButton
          label={unread > 0 ? `Chat, ${unread} unread` : "Chat"}
          aria-pressed={panel === "chat"}
          onClick={() => toggle("chat")}
        >
          <span className="with-count">
            <MessageSquare size={17} aria-hidden="true" />
            {unread > 0 && <span className="count">{unread > 99 ? "99+" : unread}</span>}
          </span>
        </IconButton>
        <IconButton label="Activity" aria-pressed={panel === "activity"} onClick={() => toggle("activity")}>
          <ScrollText size={17} aria-hidden="true" />
        </IconButton>
      </div>
    </footer>
  );
}

/** "Guest (Ben) is typing", of others. */
function useTypists(): string {
  const typing = useSession((view) => view.typing);
  const me = useSession((view) => view.me);
  const people = useSessionState((state) => state.participants);
  return useMemo(() => {
    const names = typing.flatMap((id) => {
      const person = id === me ? undefined : people[id];
      return person === undefined ? [] : [fullName(person)];
    });
    if (names.length === 0) return "";
    return `${nameList(names)} ${names.length === 1 ? "is" : "are"} typing`;
  }, [typing, me, people]);
}
