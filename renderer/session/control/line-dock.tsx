import { ArrowUpToLine, Keyboard, OctagonX, SkipForward, Trash2, X } from "lucide-react";
import type { Line } from "../../../shared/state/control-state.ts";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { span } from "../../ui/words.ts";
import { useHostNow } from "../countdown.tsx";
import { useAct } from "../use-act.ts";
import { useOwns } from "../use-me.ts";
import { LineComposer } from "./line-composer.tsx";
import "./line-dock.css";

/** A command that runs for longer shows as such: skipping is offered to the owner then. */
const stuckAfterMs = 20_000;

/** In the `queued` merge, below the screen: what runs, what waits, and the line being written. */
export function LineDock() {
  const queued = useSession(
    (view) =>
      view.state?.phase.name === "running" &&
      view.state.mode.name === "interactive" &&
      view.state.mode.input_merge_mode === "queued",
  );
  const running = useSessionState((state) => state.lines.running);
  const queue = useSessionState((state) => state.lines.queue);
  const owns = useOwns();
  const model = useSessionModel();
  if (!queued) return null;
  return (
    <section className="lines" aria-label="Lines">
      {(running !== null || queue.length > 0) && (
        <ol className="lines__queue" aria-label="Queue of lines">
          {running !== null && <RunningLine line={running} />}
          {queue.map((line, index) => (
            <WaitingLine key={line.line} line={line} first={index === 0} />
          ))}
        </ol>
      )}
      {owns && queue.length > 1 && (
        <Button
          size="small"
          look="quiet"
          className="lines__clear"
          onClick={() => model.ui.setState({ dialog: { name: "clear-lines" } })}
        >
          <Trash2 size={13} aria-hidden="true" />
          Empty the queue
        </Button>
      )}
      <LineComposer />
    </section>
  );
}

function useAuthor(line: Line) {
  return useSessionState((state) => state.participants[line.participant]?.name ?? "Somebody");
}

function RunningLine({ line }: { readonly line: Line & { readonly startedAtMs: number } }) {
  const name = useAuthor(line);
  const owns = useOwns();
  const me = useSession((view) => view.me);
  const guessed = useSessionState((state) => state.lines.completion === "silence");
  const { act, busy } = useAct();
  const forMs = useHostNow(1_000) - line.startedAtMs;
  const stuck = forMs > stuckAfterMs;
  const mine = owns || me === line.participant;
  return (
    <li className={`queued-line queued-line--running ${stuck ? "queued-line--stuck" : ""}`}>
      <Avatar id={line.participant} name={name} size="small" />
      <code className="queued-line__text truncate" title={line.text}>
        {line.text}
      </code>
      <span className="muted small figures queued-line__state">
        {stuck ? `still running, ${span(forMs)}` : "running"}
        {guessed && " · when it ends is a guess"}
      </span>
      {mine && (
        <>
          <IconButton
            label="Type directly, as in a full-screen program"
            onClick={() => void act("line.open", {})}
          >
            <Keyboard size={15} aria-hidden="true" />
          </IconButton>
          <IconButton label="Interrupt it with Ctrl-C" onClick={() => void act("line.interrupt", {})}>
            <OctagonX size={15} aria-hidden="true" />
          </IconButton>
        </>
      )}
      {owns && (
        <IconButton label="Wait for it no longer" disabled={busy} onClick={() => void act("line.skip", {})}>
          <SkipForward size={15} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  );
}

function WaitingLine({ line, first }: { readonly line: Line; readonly first: boolean }) {
  const name = useAuthor(line);
  const owns = useOwns();
  const me = useSession((view) => view.me);
  const { act } = useAct();
  return (
    <li className="queued-line">
      <Avatar id={line.participant} name={name} size="small" />
      <code className="queued-line__text truncate" title={line.text}>
        {line.text}
      </code>
      <span className="muted small queued-line__state">{first ? "next" : "waiting"}</span>
      {owns && !first && (
        <IconButton label="Run it next" onClick={() => void act("line.jump", { line: line.line })}>
          <ArrowUpToLine size={15} aria-hidden="true" />
        </IconButton>
      )}
      {(owns || me === line.participant) && (
        <IconButton
          label="Take it out of the queue"
          onClick={() => void act("line.cancel", { line: line.line })}
        >
          <X size={15} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  );
}
