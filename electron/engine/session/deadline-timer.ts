import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Clock } from "../../../shared/base/ports.ts";

/** A clock is set, and a machine sleeps, without telling anybody: wall time is looked at this often. */
const longestWaitMs = 10_000;

/** One timer for the earliest of all deadlines. */
export interface DeadlineTimer extends Disposable {
  /** Wall time before which nothing is due, where that is known. */
  readonly notBeforeMs: number | undefined;
  /** Something may be due sooner than it was. */
  arrange(): void;
}

export interface DeadlineTimerOptions {
  readonly clock: Clock;
  readonly wallMs: () => number;
  /** Wall time of the earliest deadline; undefined where there is none. */
  readonly dueMs: () => number | undefined;
  /** It is time; arrange follows once it was dealt with. */
  readonly wake: () => void;
}

export function createDeadlineTimer({ clock, wallMs, dueMs, wake }: DeadlineTimerOptions): DeadlineTimer {
  /** `atMs` is wall time, `wakesMs` monotonic: they come apart where the wall's clock is set. */
  let waiting: { readonly atMs: number; readonly wakesMs: number; readonly timer: Disposable } | undefined;
  const stop = () => {
    waiting?.timer.dispose();
    waiting = undefined;
  };
  return {
    get notBeforeMs() {
      return waiting?.atMs;
    },
    arrange() {
      const atMs = dueMs();
      if (atMs === undefined) return stop();
      const waitMs = Math.min(Math.max(0, atMs - wallMs()) + 1, longestWaitMs);
      const wakesMs = clock.monotonicMs() + waitMs;
      // What only moved further away is looked at again when the timer for the earlier time wakes.
      if (waiting !== undefined && waiting.atMs <= atMs && waiting.wakesMs <= wakesMs) return;
      stop();
      const timer = clock.schedule(waitMs, () => {
        waiting = undefined;
        wake();
      });
      waiting = { atMs, wakesMs, timer };
    },
    dispose: stop,
  };
}
