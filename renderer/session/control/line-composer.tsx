import { CornerDownLeft, Keyboard } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import { commandLineSchema } from "../../../shared/events/terms.ts";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { useOwns, useWhyNot } from "../use-me.ts";

/** The line being written; where somebody types directly, who does and how that ends. */
export function LineComposer() {
  const [text, setText] = useState("");
  const [back, setBack] = useState(0);
  const submitted = useRef<string[]>([]);
  /** What was being written when the lines before it were looked for. */
  const draft = useRef("");
  const { act } = useSessionModel();
  const whyNot = useWhyNot("queue");
  const open = useSessionState((state) => state.lines.open);
  const me = useSession((view) => view.me);
  const owns = useOwns();
  const interrupts = useSession(
    ({ state, me: own }) =>
      state !== undefined && (own === state.owner || state.lines.running?.participant === own),
  );
  const opener = useSessionState((state) =>
    state.lines.open === null ? undefined : state.participants[state.lines.open]?.name,
  );
  const parsed = commandLineSchema.safeParse(text);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!parsed.success) return;
    submitted.current.push(text);
    setText("");
    setBack(0);
    const { ok } = await act("line.submit", { text: parsed.data });
    if (!ok) setText((now) => (now === "" ? text : now));
  };
  /** As in a shell: the lines submitted before, newest first, and then the draft. */
  const recall = (step: number) => {
    const next = Math.min(submitted.current.length, Math.max(0, back + step));
    if (next === back) return;
    if (back === 0) draft.current = text;
    setBack(next);
    setText(next === 0 ? draft.current : (submitted.current.at(-next) ?? ""));
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
          if (event.nativeEvent.isComposing) return;
          if (event.key === "ArrowUp") recall(1);
          else if (event.key === "ArrowDown") recall(-1);
          else if (interrupts && isInterrupt(event)) void act("line.interrupt", {});
          else return;
          event.preventDefault();
        }}
      />
      <Button size="small" type="submit" look="primary" disabled={!parsed.success}>
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

/** Ctrl-C, unless there is something to copy. */
function isInterrupt(event: KeyboardEvent<HTMLInputElement>): boolean {
  const chord = event.ctrlKey && !event.shiftKey && !event.altKey && !event.metaKey;
  if (!chord || event.key.toLowerCase() !== "c") return false;
  const { selectionStart, selectionEnd } = event.currentTarget;
  return selectionStart === selectionEnd && (document.getSelection()?.toString() ?? "") === "";
}
