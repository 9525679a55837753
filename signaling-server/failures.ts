/** Counts failures per address in fixed windows that begin with an address's first one. */
export interface Failures {
  /** True when this one reached the limit. */
  note(address: string, nowMs: number): boolean;
  isLimited(address: string, nowMs: number): boolean;
  /** Ms until it may try again; 0 when it may now. */
  waitMs(address: string, nowMs: number): number;
}

export interface FailureLimits {
  readonly failures: number;
  readonly windowMs: number;
  /** Remembered addresses; past it the one whose window began first is forgotten. */
  readonly addresses: number;
}

export function createFailures(limits: FailureLimits): Failures {
  const windows = new Map<string, { readonly sinceMs: number; count: number }>();

  function current(address: string, nowMs: number) {
    const window = windows.get(address);
    if (window !== undefined && nowMs - window.sinceMs >= limits.windowMs) {
      windows.delete(address);
      return undefined;
    }
    return window;
  }

  function waitMs(address: string, nowMs: number): number {
    const window = current(address, nowMs);
    if (window === undefined || window.count < limits.failures) return 0;
    return window.sinceMs + limits.windowMs - nowMs;
  }

  return {
    note(address, nowMs) {
      const window = current(address, nowMs);
      if (window !== undefined) {
        window.count += 1;
        return window.count === limits.failures;
      }
      if (windows.size >= limits.addresses) {
        const oldest = windows.keys().next();
        if (oldest.done !== true) windows.delete(oldest.value);
      }
      windows.set(address, { sinceMs: nowMs, count: 1 });
      return limits.failures === 1;
    },
    waitMs,
    isLimited: (address, nowMs) => waitMs(address, nowMs) > 0,
  };
}
