import {
  ChevronLeft,
  Circle,
  CircleDot,
  Ellipsis,
  GraduationCap,
  LogOut,
  Share2,
  SquareTerminal,
  TriangleAlert,
} from "lucide-react";
import { useMemo } from "react";
import { SharePopover } from "../share/share-popover.tsx";
import { useSession, useSessionModel, useSessionState } from "../store/use-session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Tip } from "../ui/tip.tsx";
import { nameList, plural } from "../ui/words.ts";
import { hereOf } from "./here.ts";
import { SessionMenu } from "./session-menu.tsx";
import "./title-bar.css";

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
  const { host, ui } = useSessionModel();
  const place = target.label === title ? "" : target.label;
  const about = [place, program].filter((each) => each !== "" && each !== title).join(" · ");
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
      <Training phone={phone} />
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
        <Button size="small" onClick={() => ui.setState({ dialog: { name: "leave" } })} data-testid="leave">
          <LogOut size={14} aria-hidden="true" />
          Leave
        </Button>
      )}
      <SessionMenu owns={owns} fontSize={fontSize} onFontSize={onFontSize}>
        <button type="button" className="icon-button" aria-label="More">
          <Ellipsis size={18} aria-hidden="true" />
        </button>
      </SessionMenu>
    </header>
  );
}

const levels = { beginner: "for beginners", intermediate: "intermediate", advanced: "advanced" } as const;

/** That this is a training, and what about. */
function Training({ phone }: { readonly phone: boolean }) {
  const type = useSessionState((state) => state.sessionType);
  const training = useSessionState((state) => state.training);
  if (type !== "training") return null;
  const topic = training?.topic;
  const level = training?.level === undefined ? "" : levels[training.level];
  const trainees = training?.trainees ?? [];
  const tip = [
    topic === undefined ? "Training" : `Training: ${topic}`,
    level,
    trainees.length === 0 ? "" : `with ${nameList(trainees)}`,
  ].filter((each) => each !== "");
  return (
    <Tip text={tip.join(" · ")}>
      <span className="badge badge--accent training" data-testid="training">
        <GraduationCap size={13} aria-hidden="true" />
        <span className="truncate">{phone || topic === undefined ? "Training" : topic}</span>
      </span>
    </Tip>
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
