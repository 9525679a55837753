/** Shares a bounded time among measurements: each gets what the ones before it left, in equal parts. */
export interface Budget {
  /** For the next of those that remain; the returned function says whether another run still fits. */
  share(remaining: number): () => boolean;
}

export function createBudget(totalMs: number, nowMs: () => number): Budget {
  const endMs = nowMs() + totalMs;
  return {
    share(remaining) {
      const startedMs = nowMs();
      const shareMs = (endMs - startedMs) / remaining;
      let lastMs = startedMs;
      return () => {
        const now = nowMs();
        // The next takes about as long as the last. The first is always begun, while there is any time.
        const fits = now === startedMs ? shareMs > 0 : now - startedMs + (now - lastMs) <= shareMs;
        lastMs = now;
        return fits;
      };
    },
  };
}
