import type { Terminal } from "@xterm/xterm";
import { createStore, type StoreApi } from "zustand/vanilla";

/** The keys a phone's keyboard lacks. */
export type ExtraKey = "Escape" | "Tab" | "Up" | "Down" | "Left" | "Right";

const arrows = { Up: "A", Down: "B", Right: "C", Left: "D" } as const;

/** What the key row and the surface share: the terminal that has the focus, and Ctrl held for one key. */
export interface Keyboard {
  readonly ctrl: StoreApi<{ readonly held: boolean }>;
  attach(terminal: Terminal, send: (data: string) => void): void;
  press(key: ExtraKey): void;
  focus(): void;
  /** What a typed letter means while Ctrl is held; lets go of it. */
  withCtrl(data: string): string;
}

export function createKeyboard(): Keyboard {
  const ctrl = createStore(() => ({ held: false }));
  let attached: { readonly terminal: Terminal; readonly send: (data: string) => void } | undefined;

  const bytesOf = (key: ExtraKey, terminal: Terminal): string => {
    if (key === "Escape") return "\u001b";
    if (key === "Tab") return "\t";
    return `\u001b${terminal.modes.applicationCursorKeysMode ? "O" : "["}${arrows[key]}`;
  };

  return {
    ctrl,
    attach(terminal, send) {
      attached = { terminal, send };
    },
    press(key) {
      if (attached !== undefined) attached.send(bytesOf(key, attached.terminal));
    },
    focus: () => attached?.terminal.focus(),
    withCtrl(data) {
      if (!ctrl.getState().held || data.length !== 1) return data;
      ctrl.setState({ held: false });
      const code = data.toUpperCase().charCodeAt(0);
      return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : data;
    },
  };
}
