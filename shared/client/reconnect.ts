/** attempt (from 1), ms since the line was lost → how long to wait before it, or stop. */
export type ReconnectPolicy = (attempt: number, lostForMs: number) => number | "stop";

/** At once, then 0.25 s, 0.5 s … 5 s apart; given up after 5 minutes, as long as an approval waits. */
export const patientReconnect: ReconnectPolicy = (attempt, lostForMs) => {
  if (lostForMs > 5 * 60_000) return "stop";
  return attempt === 1 ? 0 : Math.min(5_000, 250 * 2 ** (attempt - 2));
};

export const neverReconnect: ReconnectPolicy = () => "stop";
