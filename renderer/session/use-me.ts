import { authorize } from "../../shared/policy/authorize.ts";
import type { Capability } from "../../shared/policy/capabilities.ts";
import { type Rule, rules } from "../../shared/policy/rules.ts";
import type { Participant, SessionState } from "../../shared/state/state.ts";
import { useMemo } from "react";
import { useSession, useSessionState } from "../store/use-session.ts";

export function useMe(): Participant | undefined {
  return useSession((view) => (view.me === undefined ? undefined : view.state?.participants[view.me]));
}

export function useOwns(): boolean {
  return useSession((view) => view.me !== undefined && view.me === view.state?.owner);
}

function useRefusingRule(capability: Capability): Rule | undefined {
  return useSession((view) => {
    if (view.state === undefined || view.me === undefined) return "not-in-session";
    const { decision, rule } = authorize(
      view.state,
      { kind: "participant", participant: view.me },
      capability,
    );
    return decision === "allow" ? undefined : rule;
  });
}

/** Only to grey things out: the host decides by the same function. */
export function useMay(capability: Capability): boolean {
  return useRefusingRule(capability) === undefined;
}

/** Why not, as a sentence; undefined where I may. */
export function useWhyNot(capability: Capability): string | undefined {
  const rule = useRefusingRule(capability);
  return rule === undefined ? undefined : rules[rule];
}

/** What colours are given by. */
export function usePeople(): Pick<SessionState, "owner" | "participants" | "joinRequests"> {
  const owner = useSessionState((state) => state.owner);
  const participants = useSessionState((state) => state.participants);
  const joinRequests = useSessionState((state) => state.joinRequests);
  return useMemo(() => ({ owner, participants, joinRequests }), [owner, participants, joinRequests]);
}
