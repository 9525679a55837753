/** Minutes and seconds: `3:07`. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Less than a few minutes: `45 s`. */
export function secondsOf(ms: number): string {
  return `${Math.max(0, Math.ceil(ms / 1000))} s`;
}
