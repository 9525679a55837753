import { useEffect } from "react";
import { useSessionModel } from "../../store/use-session.ts";

/** A page that was hidden for less than this was only glanced away from. */
const hiddenMs = 30_000;
/** As the host has it: more often it is not told. */
const activeEveryMs = 5 * 60_000;

/** Tells the host what only this page knows: whether the session is in view, and whether somebody is there. */
export function usePresence(): void {
  const model = useSessionModel();
  useEffect(() => {
    const stop = new AbortController();
    const options = { signal: stop.signal, passive: true, capture: true } as const;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let toldInView = true;
    let toldActiveAtMs = performance.now();

    const live = () => model.client.status.name === "live" && model.client.state?.phase.name === "running";
    const tellView = (inView: boolean) => {
      if (toldInView === inView || !live()) return;
      toldInView = inView;
      void model.client.call("presence.view", { inView });
    };
    const noteView = () => {
      clearTimeout(timer);
      if (document.visibilityState === "hidden") timer = setTimeout(() => tellView(false), hiddenMs);
      else tellView(true);
    };
    const noteActive = () => {
      const now = performance.now();
      if (now - toldActiveAtMs < activeEveryMs || !live()) return;
      toldActiveAtMs = now;
      void model.client.call("presence.active", {});
    };
    document.addEventListener("visibilitychange", noteView, options);
    for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"] as const) {
      window.addEventListener(kind, noteActive, options);
    }
    // Whoever comes back by a new line is told of as the log has them, which may be out of view.
    const listening = model.client.onStatus((status) => {
      if (status.name !== "live") return;
      const { participant } = status;
      toldInView = model.client.state?.participants[participant]?.inView ?? true;
      noteView();
    });
    noteView();
    return () => {
      stop.abort();
      clearTimeout(timer);
      listening.dispose();
    };
  }, [model]);
}
