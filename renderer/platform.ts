import { toDisposable } from "../shared/base/disposable.ts";
import type { Clock, Random } from "../shared/base/ports.ts";

/** The page's own time. */
export const pageClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return toDisposable(() => clearTimeout(timer));
  },
};

/** The page's own randomness; there without a secure context too. */
export const pageRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
