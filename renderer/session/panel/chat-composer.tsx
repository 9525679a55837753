import { SendHorizontal } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import { chatTextSchema, maxChatLength } from "../../../shared/events/terms.ts";
import type { Participant, SessionState } from "../../../shared/state/state.ts";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { IconButton } from "../../ui/button.tsx";
import { hereOf } from "../here.ts";
import { useDraft } from "../use-draft.ts";
import { mentionBeingTyped } from "./mentions.ts";

const place = "chat";
const suggestionsShown = 5;
/** Left characters are counted from here on. */
const countFrom = maxChatLength - 500;

/** People whose name begins so; nobody once a name stands there whole, so that Enter sends. */
function suggestionsFor(
  typed: string,
  participants: SessionState["participants"],
  me: ParticipantId | undefined,
): readonly Participant[] {
  const wanted = typed.toLocaleLowerCase();
  const found = hereOf(participants).filter(
    (each) => each.id !== me && each.name.toLocaleLowerCase().startsWith(wanted),
  );
  const whole = found.length === 1 && found[0]?.name.toLocaleLowerCase() === wanted;
  return whole ? [] : found.slice(0, suggestionsShown);
}

export function ChatComposer() {
  const model = useSessionModel();
  const participants = useSessionState((state) => state.participants);
  const me = useSession((view) => view.me);
  const [text = "", setText] = useDraft(place);
  const [caret, setCaret] = useState(0);
  const [picked, setPicked] = useState(0);
  const [dismissed, setDismissed] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);

  const naming = dismissed ? undefined : mentionBeingTyped(text, caret);
  const suggestions = naming === undefined ? [] : suggestionsFor(naming.typed, participants, me);
  const parsed = chatTextSchema.safeParse(text);
  const unsendable = text.trim() !== "" && !parsed.success;

  const send = async () => {
    if (!parsed.success) return;
    setText("");
    const { ok } = await model.act("chat.send", { text: parsed.data });
    if (ok) return;
    const begun = model.ui.getState().drafts[place] ?? "";
    setText(begun === "" ? text : `${text}\n${begun}`);
  };
  const complete = (person: Participant) => {
    if (naming === undefined) return;
    const start = `${text.slice(0, naming.from)}@${person.name} `;
    setText(start + text.slice(caret));
    setCaret(start.length);
    setPicked(0);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(start.length, start.length);
    });
  };
  const handleKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter that confirms a composed character belongs to the input method.
    if (event.nativeEvent.isComposing) return;
    const choice = suggestions[Math.min(picked, suggestions.length - 1)];
    if (choice !== undefined) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        return setPicked((picked + step + suggestions.length) % suggestions.length);
      }
      if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        return complete(choice);
      }
      if (event.key === "Escape") {
        event.stopPropagation();
        return setDismissed(true);
      }
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void send();
    }
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {suggestions.length > 0 && (
        <div className="suggestions" role="listbox" aria-label="People" id="mention-suggestions">
          {suggestions.map((each, index) => (
            <button
              key={each.id}
              type="button"
              role="option"
              aria-selected={index === picked}
              tabIndex={-1}
              className="suggestion"
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => complete(each)}
            >
              <Avatar id={each.id} name={each.name} size="small" />
              <bdi className="truncate">{each.name}</bdi>
            </button>
          ))}
        </div>
      )}
      <textarea
        ref={box}
        className="input composer__box"
        rows={1}
        placeholder="Write to everybody"
        aria-label="Message"
        aria-invalid={unsendable || undefined}
        aria-controls={suggestions.length > 0 ? "mention-suggestions" : undefined}
        maxLength={maxChatLength}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setCaret(event.target.selectionStart);
          setDismissed(false);
          setPicked(0);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={handleKey}
      />
      <IconButton label="Send" type="submit" disabled={!parsed.success}>
        <SendHorizontal size={17} aria-hidden="true" />
      </IconButton>
      {unsendable && (
        <p className="field__error" role="alert">
          It contains characters that cannot be shown.
        </p>
      )}
      {text.length > countFrom && (
        <p className="muted small figures">
          {(maxChatLength - text.length).toLocaleString()} characters left
        </p>
      )}
    </form>
  );
}
