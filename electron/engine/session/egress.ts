import type { Clock } from "../../../shared/base/ports.ts";

/** What leaves the host for everybody together, bytes per second. Where the host's loop lags, output gives way before answers do. */
const rate = { least: 4_000_000, first: 32_000_000, most: 256_000_000 } as const;
/** Judged this often. */
const judgeMs = 50;
/** A loop that comes back later than this is too busy. */
const lagMs = 12;

/** One budget for all feeds of a host, steered by the lag of its loop. */
export interface Egress {
  /** Whether a message may go now. */
  allows(): boolean;
  noteSent(bytes: number): void;
}

export function createEgress(clock: Clock): Egress {
  let bytesPerS: number = rate.first;
  let tokens = bytesPerS / 10;
  let refilledMs = clock.monotonicMs();
  let watching = false;

  const refill = () => {
    const now = clock.monotonicMs();
    tokens = Math.min(bytesPerS / 10, tokens + ((now - refilledMs) / 1000) * bytesPerS);
    refilledMs = now;
  };

  /** Runs only while something is sent: an idle host has no timers. */
  const watch = () => {
    watching = true;
    const due = clock.monotonicMs() + judgeMs;
    clock.schedule(judgeMs, () => {
      watching = false;
      const late = clock.monotonicMs() - due;
      refill();
      bytesPerS =
        late > lagMs ? Math.max(rate.least, bytesPerS * 0.7) : Math.min(rate.most, bytesPerS * 1.15);
    });
  };

  return {
    allows() {
      refill();
      return tokens > 0;
    },
    noteSent(bytes) {
      tokens -= bytes;
      if (!watching && bytes > 1024) watch();
    },
  };
}
