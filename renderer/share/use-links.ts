import { useCallback, useEffect, useState } from "react";
import type { SessionId } from "../../shared/base/ids.ts";
import type { HostClient } from "../../shared/client/host-client.ts";
import type { LinkSummary } from "../../shared/wire/host-api.ts";
import { useSessionState } from "../store/use-session.ts";

export type Links =
  | { readonly name: "loading" }
  | { readonly name: "failed"; readonly message: string }
  | { readonly name: "here"; readonly links: readonly LinkSummary[] };

/** A session's links with their addresses, kept in step with the log: other windows make and revoke links too. */
export function useLinks(host: HostClient, session: SessionId): Links & { readonly reload: () => void } {
  const [links, setLinks] = useState<Links>({ name: "loading" });
  const logged = useSessionState((state) => state.links);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let stale = false;
    void host.call("link.list", { session }).then((answer) => {
      if (stale) return;
      setLinks(
        answer.ok ? { name: "here", links: answer.value } : { name: "failed", message: answer.error.message },
      );
    });
    return () => {
      stale = true;
    };
  }, [host, session, logged, attempt]);
  const reload = useCallback(() => setAttempt((count) => count + 1), []);
  return { ...links, reload };
}
