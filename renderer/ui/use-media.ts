import { useSyncExternalStore } from "react";

/** Below this the page is laid out for a phone. */
export const phoneQuery = "(max-width: 639px)";

/** Beside the panel, room in the control bar for more than what always stands there. */
export const roomyBarQuery = "(min-width: 1200px)";

/** Room for a whole page, and most likely a keyboard. */
export const roomyQuery = "(min-width: 640px) and (min-height: 600px)";

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
  );
}
