import { afterAll, beforeAll, expect } from "vitest";
import { until } from "./until.ts";

/** What this process waits for or holds open: timers, sockets, files, workers, by kind. */
function held(): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return kinds;
}

function grown(before: ReadonlyMap<string, number>): readonly string[] {
  return [...held()]
    .filter(([kind, count]) => count > (before.get(kind) ?? 0))
    .map(([kind, count]) => `${kind}: ${count - (before.get(kind) ?? 0)} more than before`);
}

/**
 * For the top of a suite: when it is over, nothing may be held that was not held before it. The grace is for lines
 * that stay open a moment to bring everybody the end.
 */
export function expectNoLeaks(graceMs = 10_000): void {
  let before: ReadonlyMap<string, number> = new Map();
  beforeAll(() => {
    before = held();
  });
  afterAll(async () => {
    // Vitest's own timers come and go; what stays is looked at when time is up.
    await until("everything being let go of", () => grown(before).length === 0, graceMs).catch(() => {});
    expect(grown(before), "left over by this suite").toEqual([]);
  });
}
