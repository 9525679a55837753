import {
  CircleSlash,
  CornerDownLeft,
  Lock,
  MessageSquare,
  NotebookPen,
  Pause,
  Pencil,
  ScrollText,
  TriangleAlert,
  UserRound,
  Users,
} from "lucide-react";
import { useMemo } from "react";
import { useSession, useSessionModel, useSessionState, useUi } from "../store/use-session.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Count, type Waiting, waitingWords } from "../ui/count.tsx";
import { fullName, personColour } from "../ui/person.ts";
import { roomyBarQuery, useMedia } from "../ui/use-media.ts";
import { nameList } from "../ui/words.ts";
import { asksOf } from "./asks/asks.ts";
import { ControlActions } from "./control/control-actions.tsx";
import { OfferPending } from "./control/offer-pending.tsx";
import { type ControlTone, controlWords } from "./control-words.ts";
import { Countdown } from "./countdown.tsx";
import { lineWords, pausedBy } from "./line-words.ts";
import type { PanelTab } from "./panel/panel-tabs.ts";
import { useUnread } from "./panel/use-unread.ts";
import { SessionTools } from "./session-tools.tsx";
import "./control-bar.css";

const toneIcons = {
  mine: Pencil,
  other: UserRound,
  free: Pause,
  watch: Lock,
  stopped: TriangleAlert,
  over: CircleSlash,
} as const satisfies Record<ControlTone, unknown>;

interface ControlBarProps {
  readonly phone: boolean;
}

/** Always there: who types and what I may do, whether what I see is now, and the way into the panel. */
export function ControlBar({ phone }: ControlBarProps) {
  const model = useSessionModel();
  const status = useSession((view) => view.status);
  const behindMs = useSession((view) => view.behindMs);
  const roundTripMs = useSession((view) => view.roundTripMs);
  const state = useSession((view) => view.state);
  const me = useSession((view) => view.me);
  const typing = useTypists();
  const roomy = useMedia(roomyBarQuery);
  if (state === undefined) return null;
  const words = controlWords(state, me);
  const line = lineWords(status, {
    behindMs,
    roundTripMs,
    ended: state.phase.name === "ended",
    pausedBy: pausedBy(state, me),
  });
  const Icon = words.tone === "free" && state.paused === null ? CornerDownLeft : toneIcons[words.tone];
  const colour = words.holder === undefined ? undefined : personColour(state, words.holder);
  return (
    <footer className="control-bar" data-control-bar="" data-testid="control-bar">
      <div
        className={`control control--${words.tone}`}
        style={colour === undefined ? undefined : { "--person": `var(--person-${colour})` }}
        data-testid="control"
      >
        <Icon size={15} aria-hidden="true" />
        <span className="control__text truncate" title={words.text}>
          {words.text}
        </span>
        {words.untilMs !== undefined && <Countdown untilMs={words.untilMs} />}
        {words.practice === true && <span className="badge badge--accent">Practice</span>}
        {typing === "" ? (
          words.detail !== "" &&
          !phone && (
            <span className="muted truncate control__detail" title={words.detail}>
              {words.detail}
            </span>
          )
        ) : (
          <span className="control__typing truncate">{typing}</span>
        )}
      </div>
      {roomy && <OfferPending />}
      <ControlActions phone={phone} />
      <span className="control-bar__break" aria-hidden="true" />
      <div className={`line line--${line.tone}`} data-testid="line" role="status">
        <span className="line__dot" aria-hidden="true" />
        <span className="figures line__text truncate" title={line.text}>
          {line.text}
        </span>
        {line.detail !== "" && !phone && (
          <span className="muted small figures truncate line__detail">{line.detail}</span>
        )}
        {line.tone === "broken" && (
          <Button look="quiet" size="small" onClick={() => model.client.retry()}>
            Try now
          </Button>
        )}
      </div>
      <SessionTools phone={phone} />
      <PanelButtons />
    </footer>
  );
}

const panelIcons = {
  people: Users,
  chat: MessageSquare,
  notes: NotebookPen,
  activity: ScrollText,
} as const satisfies Record<PanelTab, unknown>;

function PanelButtons() {
  const model = useSessionModel();
  const state = useSession((view) => view.state);
  const me = useSession((view) => view.me);
  const panel = useUi((ui) => ui.panel);
  const unread = useUnread();
  const asks = state === undefined || me === undefined ? [] : asksOf(state, me);
  const toDecide = asks.filter((each) => each.kind === "proposal").length;
  const openQuestions = useSessionState(
    (each) => each.questions.filter((question) => question.status === "open").length,
  );
  const counts: Readonly<Record<PanelTab, Waiting>> = {
    people: {
      count: asks.filter((each) => each.kind === "join" || each.kind === "control").length,
      word: "waiting",
    },
    chat: { ...unread, word: "unread" },
    notes: toDecide > 0 ? { count: toDecide, word: "to decide" } : { count: openQuestions, word: "open" },
    activity: { count: 0, word: "" },
  };
  const button = (tab: PanelTab, title: string) => {
    const waiting = counts[tab];
    const Icon = panelIcons[tab];
    return (
      <IconButton
        label={waiting.count > 0 ? `${title}, ${waitingWords(waiting)}` : title}
        aria-pressed={panel === tab}
        onClick={() => model.ui.setState({ panel: panel === tab ? undefined : tab })}
      >
        <span className="with-count">
          <Icon size={17} aria-hidden="true" />
          {waiting.count > 0 && <Count {...waiting} tight />}
        </span>
      </IconButton>
    );
  };
  return (
    <div className="control-bar__panels">
      {button("people", "People")}
      {button("chat", "Chat")}
      {button("notes", "Notes")}
      {button("activity", "Activity")}
    </div>
  );
}

/** "Guest (Ben) is typing", of others. */
function useTypists(): string {
  const typing = useSession((view) => view.typing);
  const me = useSession((view) => view.me);
  const holder = useSessionState((state) => state.control.holder);
  const people = useSessionState((state) => state.participants);
  return useMemo(() => {
    const names = typing.flatMap((id) => {
      // That whoever has control types goes without saying.
      const person = id === me || id === holder ? undefined : people[id];
      return person === undefined ? [] : [fullName(person)];
    });
    if (names.length === 0) return "";
    return `${nameList(names)} ${names.length === 1 ? "is" : "are"} typing`;
  }, [typing, me, holder, people]);
}
