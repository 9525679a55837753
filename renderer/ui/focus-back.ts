import { useRef } from "react";

/**
 * For a dialog's content: the focus goes back to where it was when the dialog opened; where that is gone, with a menu or
 * with what the dialog did, to the shared screen. What the dialog led to keeps it where it has taken it by then.
 */
export function useFocusBack() {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      const { activeElement } = document;
      if (activeElement !== null && activeElement !== document.body) return;
      const before = opener.current;
      if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
      else focusScreen();
    },
  };
}

/** Not on a phone, where it would bring up the keyboard. */
export function focusScreen(): void {
  if (matchMedia("(pointer: coarse)").matches) return;
  document.querySelector<HTMLElement>(".xterm-helper-textarea")?.focus();
}
