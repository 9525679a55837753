import { MessageSquareText } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Button, IconButton } from "../../ui/button.tsx";
import { type Reason, useReason } from "../dialogs/use-dialog.ts";
import "./deny-word.css";

interface DenyWordProps {
  /** Who reads it. */
  readonly name: string;
  /** The verb on the button. */
  readonly action: string;
  readonly busy: boolean;
  readonly onDeny: (reason: Reason["given"]) => void;
  readonly onBack: () => void;
}

/** Says no with a word on why. Escape goes back to the choice. */
export function DenyWord({ name, action, busy, onDeny, onBack }: DenyWordProps) {
  const reason = useReason();
  const box = useRef<HTMLInputElement>(null);
  // Whoever opened it is about to write.
  useEffect(() => box.current?.focus(), []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (reason.error === undefined && !busy) onDeny(reason.given);
  };
  const handleKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onBack();
  };
  return (
    <form className="deny-word" onSubmit={send}>
      <input
        ref={box}
        className="input"
        aria-label={`A word to ${name} on why`}
        aria-invalid={reason.error !== undefined || undefined}
        placeholder="A word on why (optional)"
        autoComplete="off"
        maxLength={500}
        value={reason.text}
        onChange={(event) => reason.set(event.target.value)}
        onKeyDown={handleKey}
      />
      <Button size="small" type="submit" look="danger" busy={busy} disabled={reason.error !== undefined}>
        {action}
      </Button>
      <Button size="small" look="quiet" onClick={onBack}>
        Back
      </Button>
      {reason.error !== undefined && (
        <p className="field__error" role="alert">
          {reason.error}
        </p>
      )}
    </form>
  );
}

/** Whether a no with a word is being written. */
export interface Wording {
  readonly open: boolean;
  /** Whoever went back is where they were. */
  readonly wentBack: boolean;
  readonly begin: () => void;
  readonly back: () => void;
}

export function useWording(): Wording {
  const [step, setStep] = useState<"unasked" | "writing" | "back">("unasked");
  return {
    open: step === "writing",
    wentBack: step === "back",
    begin: () => setStep("writing"),
    back: () => setStep("back"),
  };
}

interface WordButtonProps {
  readonly label: string;
  readonly wording: Wording;
  readonly disabled?: boolean;
}

/** Beside a plain no: the way to one with a word. */
export function WordButton({ label, wording, disabled = false }: WordButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const { wentBack } = wording;
  useEffect(() => {
    if (wentBack) button.current?.focus();
  }, [wentBack]);
  return (
    <IconButton ref={button} label={label} disabled={disabled} onClick={wording.begin}>
      <MessageSquareText size={15} aria-hidden="true" />
    </IconButton>
  );
}
