import { toDisposable } from "../../shared/base/disposable.ts";
import type { Clock } from "../../shared/base/ports.ts";

/** A clock that moves only when told. */
export interface TestClock extends Clock {
  /** Both times go on; what becomes due runs, each at its own time, in order. */
  advance(ms: number): void;
  /** Wall time alone moves, as when somebody sets the machine's clock. */
  jumpWall(byMs: number): void;
  /** Monotonic ms from now at which each thing scheduled is due, the next first. */
  readonly scheduled: readonly number[];
}

export function createTestClock(startWallMs = 1_767_225_600_000): TestClock {
  let monotonicMs = 0;
  let wallOffsetMs = startWallMs;
  let order = 0;
  const due = new Set<{ readonly atMs: number; readonly order: number; readonly run: () => void }>();
  const inOrder = () => [...due].sort((a, b) => a.atMs - b.atMs || a.order - b.order);

  return {
    wallMs: () => Math.round(wallOffsetMs + monotonicMs),
    monotonicMs: () => monotonicMs,
    schedule(delayMs, run) {
      const item = { atMs: monotonicMs + delayMs, order: order++, run };
      due.add(item);
      return toDisposable(() => due.delete(item));
    },
    advance(ms) {
      const end = monotonicMs + ms;
      for (let next = inOrder()[0]; next !== undefined && next.atMs <= end; next = inOrder()[0]) {
        due.delete(next);
        monotonicMs = Math.max(monotonicMs, next.atMs);
        next.run();
      }
      monotonicMs = end;
    },
    jumpWall(byMs) {
      wallOffsetMs += byMs;
    },
    get scheduled() {
      return inOrder().map((each) => each.atMs - monotonicMs);
    },
  };
}
