import type { SessionClient } from "../../shared/client/session-client.ts";
import { activeEveryMs } from "../../shared/commands/people.ts";
import type { HostClock } from "./host-clock.ts";

/** Told of every sign that somebody is there; the host hears of it as often as it counts. */
export interface Presence {
  note(): void;
}

export function createPresence(client: SessionClient, hostClock: HostClock): Presence {
  let isTelling = false;
  return {
    note() {
      const { status, state } = client;
      if (isTelling || status.name !== "live" || state === undefined) return;
      const me = state.participants[status.participant];
      // What the log has, not what was told: the host passes over what comes too soon.
      if (me === undefined || hostClock.nowMs() - me.activeAtMs < activeEveryMs) return;
      isTelling = true;
      void client.call("presence.active", {}).then(() => {
        isTelling = false;
      });
    },
  };
}
