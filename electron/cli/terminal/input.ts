import type { Clock } from "../../../shared/base/ports.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";

/** Ctrl-], as telnet has it: hardly any program uses it, and every keyboard layout reaches it. */
export const prefixKey = "\x1d";

const pasteStart = "\x1b[200~";
const pasteEnd = "\x1b[201~";

/** A paste is handed on in pieces of at most this many characters, so that none is too large for one message. */
const maxPasteLength = 32_768;

/** How long the beginning of a paste's frame may be cut off from its rest before it counts as keys: Esc, mostly. */
const splitMs = 25;

export interface InputEvents {
  /** As the user's terminal encodes keys. */
  readonly onKeys: (text: string) => void;
  /** Without its brackets. */
  readonly onPaste: (text: string) => void;
  /** The prefix key was followed by this one; nothing of it goes to the session. */
  readonly onCommand: (key: string) => void;
  /** The prefix key was pressed and the next one is waited for, or that is over. */
  readonly onPrefix?: (waiting: boolean) => void;
}

export interface InputReader extends Disposable {
  handleBytes(bytes: Uint8Array): void;
}

/** Tells what a raw terminal sends: keys, pastes, and commands to the program itself after the prefix key. */
export function createInputReader(events: InputEvents, clock: Clock): InputReader {
  const decoder = new TextDecoder();
  let mode: "keys" | "prefix" | "paste" = "keys";
  let rest = "";
  let timer: Disposable | undefined;
  let disposed = false;

  function keys(text: string): void {
    if (text !== "") events.onKeys(text);
  }

  /** Handles one stretch of it; what cannot be told apart yet comes back. */
  function step(text: string): { readonly left: string; readonly waits: boolean } {
    switch (mode) {
      case "keys": {
        const start = text.indexOf(pasteStart);
        const before = start === -1 ? text : text.slice(0, start);
        const prefix = before.indexOf(prefixKey);
        if (prefix !== -1) {
          keys(text.slice(0, prefix));
          mode = "prefix";
          events.onPrefix?.(true);
          return { left: text.slice(prefix + 1), waits: false };
        }
        if (start !== -1) {
          keys(before);
          mode = "paste";
          return { left: text.slice(start + pasteStart.length), waits: false };
        }
        const held = overlap(text, pasteStart);
        keys(text.slice(0, text.length - held));
        return { left: text.slice(text.length - held), waits: true };
      }
      case "prefix": {
        mode = "keys";
        events.onPrefix?.(false);
        const [key = ""] = text;
        // A key with a longer code (an arrow, Esc) calls the prefix off and means what it always means.
        if (key === "\x1b") return { left: text, waits: false };
        if (key === prefixKey) keys(prefixKey);
        else events.onCommand(key);
        return { left: text.slice(key.length), waits: false };
      }
      case "paste": {
        const end = text.indexOf(pasteEnd);
        if (end !== -1) {
          paste(text.slice(0, end));
          mode = "keys";
          return { left: text.slice(end + pasteEnd.length), waits: false };
        }
        const held = overlap(text, pasteEnd);
        const ready = text.length - held;
        if (ready < maxPasteLength) return { left: text, waits: true };
        paste(text.slice(0, ready));
        return { left: text.slice(ready), waits: true };
      }
    }
  }

  function paste(text: string): void {
    for (const piece of pieces(text, maxPasteLength)) events.onPaste(piece);
  }

  function handleText(text: string): void {
    timer?.dispose();
    rest += text;
    while (rest !== "" && !disposed) {
      const { left, waits } = step(rest);
      rest = left;
      if (waits) break;
    }
    if (rest !== "" && mode === "keys") timer = clock.schedule(splitMs, releaseHeld);
  }

  function releaseHeld(): void {
    const text = rest;
    rest = "";
    keys(text);
  }

  return {
    handleBytes(bytes) {
      if (!disposed) handleText(decoder.decode(bytes, { stream: true }));
    },
    dispose() {
      disposed = true;
      timer?.dispose();
    },
  };
}

/** The length of the longest end of text with which `frame` begins, short of all of it. */
function overlap(text: string, frame: string): number {
  for (let length = Math.min(frame.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(frame.slice(0, length))) return length;
  }
  return 0;
}

/** Cut to at most maxLength UTF-16 units each, no character in two. */
export function pieces(text: string, maxLength: number): readonly string[] {
  const cut: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + maxLength, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end--;
    cut.push(text.slice(at, end));
    at = end;
  }
  return cut;
}
