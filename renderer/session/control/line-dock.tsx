import { ArrowUpToLine, CornerDownLeft, Keyboard, OctagonX, SkipForward, Trash2, X } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { commandLineSchema } from "../../../shared/events/terms.ts";
import type { Line } from "../../../shared/state/control-state.ts";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { span } from "../../ui/words.ts";
import { useHostNow } from "../countdown.tsx";
import { useAct } from "../use-act.ts";
import { useOwns, useWhyNot } from "../use-me.ts";

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
      <Composer />
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

function Composer() {
  const [text, setText] = useState("");
  const [back, setBack] = useState(0);
  const written = useRef<string[]>([]);
  const { act, busy } = useAct();
  const whyNot = useWhyNot("queue");
  const open = useSessionState((state) => state.lines.open);
  const me = useSession((view) => view.me);
  const owns = useOwns();
  const opener = useSessionState((state) =>
    state.lines.open === null ? undefined : state.participants[state.lines.open]?.name,
  );
  const parsed = commandLineSchema.safeParse(text);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!parsed.success || busy) return;
    const result = await act("line.submit", { text: parsed.data });
    if (!result.ok) return;
    written.current.push(text);
    setText("");
    setBack(0);
  };
  /** As in a shell: the lines written before, newest first. */
  const recall = (step: number) => {
    const next = Math.min(written.current.length, Math.max(0, back + step));
    setBack(next);
    setText(next === 0 ? "" : (written.current.at(-next) ?? ""));
  };
  if (open !== null) {
    return (
      <div className="lines__composer">
        <span className="muted small lines__open">
          {open === me
            ? "You type directly into the screen. The queue waits."
            : `${opener ?? "Somebody"} types directly into the screen. The queue waits.`}
        </span>
        {(open === me || owns) && (
          <Button size="small" onClick={() => void act("line.close", {})}>
            {open === me ? "Hand back" : "Take back"}
          </Button>
        )}
      </div>
    );
  }
  return (
    <form className="lines__composer" onSubmit={(event) => void send(event)}>
      <span className="lines__prompt" aria-hidden="true">
        ›
      </span>
      <input
        className="lines__input"
        aria-label="Line to queue"
        placeholder={whyNot ?? "Write a line; Enter queues it"}
        disabled={whyNot !== undefined}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "ArrowUp") recall(1);
          else if (event.key === "ArrowDown") recall(-1);
          else return;
          event.preventDefault();
        }}
      />
      <Button size="small" type="submit" look="primary" busy={busy} disabled={!parsed.success}>
        <CornerDownLeft size={14} aria-hidden="true" />
        Queue
      </Button>
      {owns && (
        <IconButton label="Type directly into the screen" onClick={() => void act("line.open", {})}>
          <Keyboard size={16} aria-hidden="true" />
        </IconButton>
      )}
    </form>
  );
}
