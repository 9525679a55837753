import { showControls } from "../../../shared/vt/clean.ts";
import type { Call, Prompt } from "./keys/session-key.ts";
import { wrap } from "./sheet.ts";
import { createTextEntry } from "./text-entry.ts";
import type { Size } from "./view.ts";

export interface PromptEvents {
  readonly onCall: (call: Call) => void;
  /** Answered or called off. */
  readonly onClose: () => void;
}

/** Something asked in the status bar, until Enter or Esc. */
export interface OpenPrompt {
  readonly bar: string;
  /** What is to be looked at, above the bar. */
  readonly sheet: readonly string[] | undefined;
  handleKeys(keys: string): void;
  handlePaste(text: string): void;
}

/** Ends it once: what follows Enter in the same stretch of keys is for nobody. */
function closer({ onCall, onClose }: PromptEvents): (call: Call | undefined) => void {
  let isOpen = true;
  return (call) => {
    if (!isOpen) return;
    isOpen = false;
    onClose();
    if (call !== undefined) onCall(call);
  };
}

type Kind<Name extends Prompt["kind"]> = Extract<Prompt, { readonly kind: Name }>;

function write({ label, enter, lines, call }: Kind<"write">, size: Size, events: PromptEvents): OpenPrompt {
  const close = closer(events);
  const entry = createTextEntry({ onSubmit: (text) => close(call(text)), onCancel: () => close(undefined) });
  const before = `${showControls(label)}: `;
  const after = `▏ (Enter ${enter}, Esc cancels)`;
  const room = Math.max(8, size.cols - before.length - after.length - 3);
  return {
    get bar() {
      const text = Array.from(showControls(entry.text));
      const end = text.length > room ? `…${text.slice(-room).join("")}` : text.join("");
      return before + end + after;
    },
    sheet: undefined,
    handleKeys: entry.handle,
    handlePaste: (text) => entry.insert(text, lines === true ? "kept" : "spaces"),
  };
}

/** Page by page as large as the window has room, so that Enter never stands for something out of sight. */
function confirm(
  { label, enter, shown, call }: Kind<"confirm">,
  size: Size,
  events: PromptEvents,
): OpenPrompt {
  const close = closer(events);
  const lines = shown === undefined ? [] : wrap(showControls(shown), size.cols - 2);
  const pageRows = Math.max(1, size.rows - 1);
  const pages = Math.max(1, Math.ceil(lines.length / pageRows));
  const isTooSmall = lines.length > 0 && (size.rows < 2 || size.cols < 4);
  let page = 0;
  const entry = createTextEntry({
    onSubmit() {
      if (isTooSmall) close(undefined);
      else if (page + 1 < pages) page += 1;
      else close(call);
    },
    onCancel: () => close(undefined),
  });
  const answers = () => {
    if (isTooSmall) return "the window is too small to show it";
    return page + 1 < pages ? `Enter shows more, ${page + 1} of ${pages}` : `Enter ${enter}`;
  };
  return {
    get bar() {
      return `${showControls(label)} (${answers()}, Esc cancels)`;
    },
    get sheet() {
      return lines.length === 0 ? undefined : lines.slice(page * pageRows, (page + 1) * pageRows);
    },
    handleKeys: entry.handle,
    handlePaste: () => {},
  };
}

export function openPrompt(prompt: Prompt, size: Size, events: PromptEvents): OpenPrompt {
  return prompt.kind === "write" ? write(prompt, size, events) : confirm(prompt, size, events);
}
