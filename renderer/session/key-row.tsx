import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Keyboard as KeyboardIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { ExtraKey, Keyboard } from "./surface/keyboard.ts";
import { useMay } from "./use-me.ts";
import "./key-row.css";

const keys: readonly { readonly key: ExtraKey; readonly label: string; readonly face: ReactNode }[] = [
  { key: "Escape", label: "Escape", face: "Esc" },
  { key: "Tab", label: "Tab", face: "Tab" },
  { key: "Left", label: "Left", face: <ArrowLeft size={16} aria-hidden="true" /> },
  { key: "Down", label: "Down", face: <ArrowDown size={16} aria-hidden="true" /> },
  { key: "Up", label: "Up", face: <ArrowUp size={16} aria-hidden="true" /> },
  { key: "Right", label: "Right", face: <ArrowRight size={16} aria-hidden="true" /> },
];

/** The keys a phone's keyboard lacks; only for whoever may type. */
export function KeyRow({ keyboard }: { readonly keyboard: Keyboard }) {
  const types = useMay("input");
  const held = useStore(keyboard.ctrl, (state) => state.held);
  if (!types) return null;
  // A key must not take the focus: the phone's keyboard would fold away.
  const keepFocus = (event: { preventDefault(): void }) => event.preventDefault();
  return (
    <div className="key-row" role="toolbar" aria-label="Keys">
      <button type="button" className="key" aria-label="Keyboard" onClick={() => keyboard.focus()}>
        <KeyboardIcon size={16} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="key"
        aria-pressed={held}
        onPointerDown={keepFocus}
        onClick={() => keyboard.ctrl.setState({ held: !held })}
      >
        Ctrl
      </button>
      {keys.map((each) => (
        <button
          key={each.key}
          type="button"
          className="key"
          aria-label={each.label}
          onPointerDown={keepFocus}
          onClick={() => keyboard.press(each.key)}
        >
          {each.face}
        </button>
      ))}
    </div>
  );
}
