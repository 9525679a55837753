import { useEffect } from "react";
import type { EventType } from "../../../shared/events/table.ts";
import { notifySystem } from "../../bridge/notify.ts";
import { useSessionModel } from "../../store/use-session.ts";
import { told } from "./announcements.ts";

/** What somebody waits for, and waits in vain while nobody looks. Who asks to be let in the app itself tells, window or none. */
const waitedFor: ReadonlySet<EventType | "unknown"> = new Set(["control.requested"]);

/** Tells the system of what waits for my answer while this window is not in view. */
export function useNotifications(): void {
  const model = useSessionModel();
  useEffect(() => {
    const listening = model.onMoment((moment) => {
      if (!waitedFor.has(moment.entry.event.type) || isInView()) return;
      const text = told(moment);
      if (text !== undefined) notifySystem(moment.after.title, text);
    });
    return () => listening.dispose();
  }, [model]);
}

function isInView(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
