import { useEffect, useRef, useState } from "react";

interface LabelInputProps {
  readonly at: { readonly x: number; readonly y: number };
  /** Undefined: nothing is to be written after all. */
  readonly onDone: (label: string | undefined) => void;
}

/** The word of a text or a warning, written where it will stand. */
export function LabelInput({ at, onDone }: LabelInputProps) {
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  // Going away takes the focus from it: that is not a second answer.
  const done = useRef(false);
  useEffect(() => input.current?.focus(), []);
  const finish = (label: string | undefined) => {
    if (done.current) return;
    done.current = true;
    onDone(label);
  };
  return (
    <input
      ref={input}
      className="input label-input"
      aria-label="What it says"
      placeholder="What it says"
      maxLength={200}
      style={{ left: at.x, top: at.y }}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter" && text.trim() !== "") finish(text);
        if (event.key === "Escape") finish(undefined);
      }}
      onBlur={() => finish(text.trim() === "" ? undefined : text)}
    />
  );
}
