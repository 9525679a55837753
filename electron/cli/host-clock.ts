import type { Clock } from "../../shared/base/ports.ts";
import type { SessionClient } from "../../shared/client/session-client.ts";

/** The host's wall time, as well as it can be told from what arrives: never ahead of it, late by a line's delay. */
export interface HostClock {
  nowMs(): number;
}

export function createHostClock(client: SessionClient, clock: Clock): HostClock {
  /** The host's elapsed time minus this process's: the newest entry of all is the least late. */
  let leadMs = Number.NEGATIVE_INFINITY;
  let epoch = 0;
  let wallOffsetMs = 0;
  client.onState((state) => {
    const ms = state.elapsedMs - clock.monotonicMs();
    leadMs = state.epoch === epoch ? Math.max(leadMs, ms) : ms;
    ({ epoch, wallOffsetMs } = state);
  });
  return { nowMs: () => wallOffsetMs + leadMs + clock.monotonicMs() };
}
