/** A token bucket: so many bytes a second, so many at once. */
export interface Budget {
  readonly bytesPerSecond: number;
  readonly burstBytes: number;
}

export interface BudgetMeter {
  /** True where the bytes fit and are taken; false takes nothing. */
  take(bytes: number, nowMs: number): boolean;
  /** Ms from now until so many bytes fit. */
  waitMs(bytes: number, nowMs: number): number;
}

/** Starts full. Times are those of one monotonic clock. */
export function createBudgetMeter(budget: Budget, nowMs: number): BudgetMeter {
  let available = budget.burstBytes;
  let at = nowMs;
  function refill(now: number): void {
    const earned = (Math.max(0, now - at) * budget.bytesPerSecond) / 1000;
    available = Math.min(budget.burstBytes, available + earned);
    at = Math.max(at, now);
  }
  return {
    take(bytes, now) {
      refill(now);
      if (bytes > available) return false;
      available -= bytes;
      return true;
    },
    waitMs(bytes, now) {
      refill(now);
      return Math.max(0, Math.ceil(((bytes - available) * 1000) / budget.bytesPerSecond));
    },
  };
}

/**
 * What a frame counts for: each costs a header, a system call and a turn of the server besides its bytes, so that a
 * flood of empty frames is a flood too. Both ends count alike.
 */
export function frameCostBytes(payloadBytes: number): number {
  return payloadBytes + 256;
}

/**
 * What a sender is told to keep to, of what the server enforces: a little slower and with half the burst, so that
 * frames held up on the way and arriving together stay within it.
 */
export function toldBudget(enforced: Budget): Budget {
  return {
    bytesPerSecond: Math.max(1, Math.floor(enforced.bytesPerSecond * 0.95)),
    burstBytes: Math.floor(enforced.burstBytes / 2),
  };
}
