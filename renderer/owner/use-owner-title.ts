import { useEffect } from "react";
import { useStore } from "zustand";
import type { SessionId } from "../../shared/base/ids.ts";
import type { HostModel } from "../store/host-model.ts";

/** The window's title: the session, and how many wait at any door. */
export function useOwnerTitle(host: HostModel, session: SessionId | undefined): void {
  const sessions = useStore(host.store, (view) => view.sessions);
  const all = sessions.name === "here" ? sessions.value : [];
  const waiting = all.reduce((sum, each) => sum + each.waiting, 0);
  const title = all.find((each) => each.id === session)?.title;
  useEffect(() => {
    const words = title === undefined ? "Tandem" : `${title} · Tandem`;
    document.title = waiting > 0 ? `(${waiting}) ${words}` : words;
  }, [title, waiting]);
}
