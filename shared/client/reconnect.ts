/** attempt (from 1), ms since the line was lost → how long to wait before it, or stop. */
export type ReconnectPolicy = (attempt: number, lostForMs: number) => number | "stop";

/** At once, then 0.25 s, 0.5 s … 5 s apart; given up after 5 minutes, as long as an approval waits. */
export const patientReconnect: ReconnectPolicy = (attempt, lostForMs) => {
  if (lostForMs > 5 * 60_000) return "stop";
  return attempt === 1 ? 0 : Math.min(5_000, 250 * 2 ** (attempt - 2));
};

export const neverReconnect: ReconnectPolicy = () => "stop";

/** About a minute in few steps: the server counts each try as a failure of the address it comes from. */
const unknownLinkDelaysMs: readonly number[] = [2_000, 4_000, 8_000, 16_000, 30_000];

/** How often the server has not known the link (from 1) → ms to wait at least before the next attempt, or stop. */
export function unknownLinkRetry(times: number): number | "stop" {
  return unknownLinkDelaysMs[times - 1] ?? "stop";
}
