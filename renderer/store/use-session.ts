import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { invariant } from "../../shared/base/assert.ts";
import type { SessionState } from "../../shared/state/state.ts";
import type { SessionUi } from "../session/ui-store.ts";
import type { SessionModel, SessionView } from "./session-model.ts";

const SessionContext = createContext<SessionModel | undefined>(undefined);

export const SessionProvider = SessionContext.Provider;

export function useSessionModel(): SessionModel {
  const model = useContext(SessionContext);
  invariant(model !== undefined, "a session view stands inside a SessionProvider");
  return model;
}

export function useSession<T>(select: (view: SessionView) => T): T {
  return useStore(useSessionModel().store, select);
}

/** What this window shows besides. */
export function useUi<T>(select: (ui: SessionUi) => T): T {
  return useStore(useSessionModel().ui, select);
}

/** A slice of the session's state; only for views drawn once there is one. */
export function useSessionState<T>(select: (state: SessionState) => T): T {
  return useSession((view) => {
    invariant(view.state !== undefined, "the session is drawn after its first snapshot");
    return select(view.state);
  });
}
