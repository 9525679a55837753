import {
  ChevronLeft,
  Circle,
  CircleDot,
  Ellipsis,
  LogOut,
  Share2,
  SquareTerminal,
  TriangleAlert,
} from "lucide-react";
import { useMemo, useState } from "react";
import { SharePopover } from "../share/share-popover.tsx";
import { useSession, useSessionModel, useSessionState } from "../store/use-session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Tip } from "../ui/tip.tsx";
import { nameList, plural } from "../ui/words.ts";
import { hereOf } from "./here.ts";
import { LeaveDialog } from "./leave-dialog.tsx";
import { SessionMenu } from "./session-menu.tsx";

interface TitleBarProps {
  readonly onBack?: (() => void) | undefined;
  /** What runs on the screen, by its own word: the target's, so never more than a muted line. */
  readonly program: string;
  readonly phone: boolean;
  readonly fontSize: number;
  readonly onFontSize: (size: number) => void;
}

export function TitleBar({ onBack, program, phone, fontSize, onFontSize }: TitleBarProps) {
  const title = useSessionState((state) => state.title);
  const target = useSessionState((state) => state.target);
  const owns = useSession((view) => view.me === view.state?.owner);
  const running = useSession((view) => view.state?.phase.name === "running" && view.status.name !== "over");
  const { host } = useSessionModel();
  const place = target.label === title ? "" : target.label;
  const about = [place, program].filter((each) => each !== "" && each !== title).join(" · ");
  const [leaving, setLeaving] = useState(false);
  return (
    <header className="title-bar" data-title-bar="">
      {onBack !== undefined && (
        <IconButton label="Sessions" onClick={onBack}>
          <ChevronLeft size={18} aria-hidden="true" />
        </IconButton>
      )}
      <div className="title-bar__what">
        <SquareTerminal className="title-bar__icon" size={16} aria-hidden="true" />
        <h1 className="title-bar__title truncate" title={title}>
          <bdi>{title}</bdi>
        </h1>
        {!phone && about !== "" && (
          <span className="muted truncate title-bar__target" title={about}>
            <bdi>{about}</bdi>
          </span>
        )}
      </div>
      {!phone && <People />}
      <Recorded phone={phone} />
      {owns && host !== undefined && running && (
        <SharePopover>
          <Button look="primary" size="small" data-testid="share">
            <Share2 size={14} aria-hidden="true" />
            Share
          </Button>
        </SharePopover>
      )}
      {!owns && running && (
        <Button size="small" onClick={() => setLeaving(true)} data-testid="leave">
          <LogOut size={14} aria-hidden="true" />
          Leave
        </Button>
      )}
      <SessionMenu owns={owns} fontSize={fontSize} onFontSize={onFontSize}>
        <button type="button" className="icon-button" aria-label="More">
          <Ellipsis size={18} aria-hidden="true" />
        </button>
      </SessionMenu>
      <LeaveDialog open={leaving} onClose={() => setLeaving(false)} />
    </header>
  );
}

const facesShown = 4;

function People() {
  const participants = useSessionState((state) => state.participants);
  const here = useMemo(() => hereOf(participants), [participants]);
  const names = nameList(
    here.map((each) => each.name),
    6,
  );
  return (
    <Tip text={names}>
      <span
        className="faces"
        role="img"
        aria-label={`${plural(here.length, "person", "people")} here: ${names}`}
      >
        {here.slice(0, facesShown).map((each) => (
          <Avatar
            key={each.id}
            id={each.id}
            name={each.name}
            size="small"
            away={each.presence.name === "lost"}
          />
        ))}
        {here.length > facesShown && <span className="faces__more figures">+{here.length - facesShown}</span>}
      </span>
    </Tip>
  );
}

const recordings = {
  on: {
    Icon: CircleDot,
    word: "Recorded",
    tip: "Everything on this screen, who does what, and the chat go into the recording.",
  },
  off: { Icon: Circle, word: "Not recorded", tip: "This session leaves no recording." },
  failed: {
    Icon: TriangleAlert,
    word: "Recording failed",
    tip: "The recording cannot be written, so nobody can type.",
  },
} as const;

function Recorded({ phone }: { readonly phone: boolean }) {
  const recording = useSessionState((state) => state.recording);
  const { Icon, word, tip } = recordings[recording];
  return (
    <Tip text={tip}>
      <span className={`recorded recorded--${recording}`} data-testid="recorded">
        {recording === "on" ? (
          <span className="recorded__dot" aria-hidden="true" />
        ) : (
          <Icon size={14} aria-hidden="true" />
        )}
        {phone && recording === "off" ? <span className="visually-hidden">{word}</span> : word}
      </span>
    </Tip>
  );
}
