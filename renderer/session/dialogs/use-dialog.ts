import { useState } from "react";
import { sentenceSchema } from "../../../shared/events/terms.ts";
import type { CommandInput, PeerCommandName } from "../../../shared/commands/table.ts";
import { useSessionModel } from "../../store/use-session.ts";
import { focusScreen } from "../../ui/focus-back.ts";

/** After the dialog has given the focus back, and what it changed has been drawn. */
export const focusAfterMs = 50;

/** What opened the dialog may be gone with what it did: then whoever works by keyboard is back on the screen. */
function keepFocus(): void {
  setTimeout(() => {
    if (document.activeElement === null || document.activeElement === document.body) focusScreen();
  }, focusAfterMs);
}

/** Closes what stands over the view, and does one thing before: where that is refused it stays open. */
export function useDialog() {
  const model = useSessionModel();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string>();
  const close = () => model.ui.setState({ dialog: undefined });
  const submit = async <Name extends PeerCommandName>(name: Name, input: CommandInput<Name>) => {
    setBusy(true);
    const result = await model.client.call(name, input);
    setBusy(false);
    if (result.ok || result.code === "nothing-changes") {
      close();
      keepFocus();
    } else setRefused(result.message);
    return result.ok;
  };
  return { busy, refused, close, submit };
}

export interface Reason {
  readonly text: string;
  readonly error: string | undefined;
  /** What is sent: nothing where nothing was written. */
  readonly given: { readonly reason?: string };
  readonly set: (text: string) => void;
}

/** One optional line that says why. */
export function useReason(first = ""): Reason {
  const [text, set] = useState(first);
  return reasonOf(text, set);
}

/** The same of a line that is kept elsewhere. */
export function reasonOf(text: string, set: (text: string) => void): Reason {
  if (text.trim() === "") return { text, error: undefined, given: {}, set };
  const parsed = sentenceSchema.safeParse(text);
  if (parsed.success) return { text, error: undefined, given: { reason: parsed.data }, set };
  return { text, error: "One line of at most 500 characters.", given: {}, set };
}

/** Minutes as typed; undefined where it is no whole number from 1 to the limit. */
export function minutesOf(text: string, most: number): number | undefined {
  const minutes = Number(text.trim());
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= most ? minutes : undefined;
}
