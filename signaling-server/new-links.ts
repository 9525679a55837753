import { type BudgetMeter, createBudgetMeter } from "../shared/signaling/budget.ts";

export interface NewLinkLimits {
  readonly newLinksBurst: number;
  readonly newLinksPerHour: number;
  /** Remembered addresses; past it the one that was heard of first is forgotten. */
  readonly addressesWatched: number;
}

/** A token bucket for each address, of links that were not known before. Times are those of one monotonic clock. */
export interface NewLinks {
  /** True, and counted, where one more may come from this address now. */
  take(address: string, nowMs: number): boolean;
}

export function createNewLinks(limits: NewLinkLimits): NewLinks {
  const budget = { bytesPerSecond: limits.newLinksPerHour / 3600, burstBytes: limits.newLinksBurst };
  const meters = new Map<string, BudgetMeter>();
  return {
    take(address, nowMs) {
      let meter = meters.get(address);
      if (meter === undefined) {
        if (meters.size >= limits.addressesWatched) {
          const oldest = meters.keys().next();
          if (oldest.done !== true) meters.delete(oldest.value);
        }
        meter = createBudgetMeter(budget, nowMs);
        meters.set(address, meter);
      }
      return meter.take(1, nowMs);
    },
  };
}
