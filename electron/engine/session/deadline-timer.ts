import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Clock } from "../../../shared/base/ports.ts";

/** Node's timers overflow at 2^31 ms; waking early only arranges anew. */
const longestTimerMs = 0x7fff_ffff;

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
  let waiting: { readonly atMs: number; readonly timer: Disposable } | undefined;
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
      // What only moved further away is looked at again when the timer for the earlier time wakes.
      if (atMs !== undefined && waiting !== undefined && waiting.atMs <= atMs) return;
      stop();
      if (atMs === undefined) return;
      const timer = clock.schedule(Math.min(Math.max(0, atMs - wallMs()) + 1, longestTimerMs), () => {
        waiting = undefined;
        wake();
      });
      waiting = { atMs, timer };
    },
    dispose: stop,
  };
}
