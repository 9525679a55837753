import { SquareTerminal } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { SessionId } from "../../shared/base/ids.ts";
import type { SessionSummary } from "../../shared/wire/host-api.ts";
import { endWords } from "../session/end-words.ts";
import { modeTitles } from "../session/mode-words.ts";
import type { HostModel } from "../store/host-model.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { useNow } from "../ui/use-now.ts";
import { exactTime, plural, span } from "../ui/words.ts";

interface SessionRowProps {
  readonly session: SessionSummary;
  readonly model: HostModel;
  readonly onOpen: (session: SessionId) => void;
}

const recordingWords = { on: "Recorded", off: "Not recorded", failed: "Recording failed" } as const;

export function SessionRow({ session, model, onOpen }: SessionRowProps) {
  const now = useNow(15_000);
  const [ending, setEnding] = useState(false);
  const [busy, setBusy] = useState(false);
  const end = async () => {
    setBusy(true);
    const ended = await model.end(session.id);
    setBusy(false);
    setEnding(false);
    if (!ended.ok) toast.error(ended.error.message);
  };
  const facts = [
    ...(session.target.label === session.title ? [] : [session.target.label]),
    modeTitles[session.mode],
    session.people === 0 ? "only you" : plural(session.people, "other"),
    `since ${span(now - session.startedAtMs)}`,
  ];
  return (
    <li className="row" data-testid="session-row">
      <SquareTerminal className="row__icon" size={18} aria-hidden="true" />
      <div className="row__words">
        <div className="row__title">
          <bdi className="truncate" title={session.title}>
            {session.title}
          </bdi>
          {session.waiting > 0 && <span className="badge badge--accent">{session.waiting} waiting</span>}
          {session.type === "training" && <span className="badge">Training</span>}
          {session.recording === "failed" && (
            <span className="badge badge--danger">{recordingWords.failed}</span>
          )}
        </div>
        <p className="row__facts truncate" title={`Since ${exactTime(session.startedAtMs)}`}>
          {session.recording === "on" && (
            <>
              <span className="recorded__dot row__dot" aria-hidden="true" /> Recorded ·{" "}
            </>
          )}
          {session.recording === "off" && "Not recorded · "}
          {facts.join(" · ")}
        </p>
      </div>
      <div className="row__actions">
        <Button
          look="danger-quiet"
          size="small"
          aria-label={`End ${session.title}`}
          onClick={() => setEnding(true)}
        >
          End
        </Button>
        <Button size="small" aria-label={`Open ${session.title}`} onClick={() => onOpen(session.id)}>
          Open
        </Button>
      </div>
      <Confirm
        open={ending}
        title={`End ${session.title}?`}
        text={endWords(session.people)}
        action="End session"
        busy={busy}
        onConfirm={() => void end()}
        onClose={() => setEnding(false)}
      />
    </li>
  );
}
