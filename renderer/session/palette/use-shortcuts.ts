import { useEffect } from "react";
import type { SessionModel } from "../../store/session-model.ts";
import { useSessionModel } from "../../store/use-session.ts";
import { type Shortcut, shortcuts } from "./shortcuts.ts";

/** Listens for the table's keys before anything else does: in the terminal only for those that are ours everywhere. */
export function useShortcuts(): void {
  const model = useSessionModel();
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const found = shortcuts.find(
        (each) => each.matches?.(event) === true && reaches(each.where, event, model),
      );
      // A dialog has its own keys; only closing it leads anywhere else.
      if (found === undefined || model.ui.getState().dialog !== undefined) return;
      event.preventDefault();
      event.stopPropagation();
      found.run?.(model);
    };
    window.addEventListener("keydown", handleKey, { capture: true });
    return () => window.removeEventListener("keydown", handleKey, { capture: true });
  }, [model]);
}

function reaches(where: Shortcut["where"], event: KeyboardEvent, model: SessionModel): boolean {
  if (where === "everywhere") return true;
  if (where !== "outside") return false;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return true;
  if (target.closest(".xterm") !== null) return model.may("input").decision !== "allow";
  // Letters belong to whoever writes; a chord does not.
  const writes = target.matches("input, textarea, select, [contenteditable]");
  return !writes || event.ctrlKey;
}
