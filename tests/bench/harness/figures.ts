import { invariant } from "../../../shared/base/assert.ts";

/** The value that this share of the others is not above; nearest rank, so that p99 is one that was really measured. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  invariant(value !== undefined, "a quantile needs values");
  return value;
}

/** Of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)];
  const lower = sorted[Math.ceil(half) - 1];
  invariant(upper !== undefined && lower !== undefined, "a median needs values");
  return (lower + upper) / 2;
}

/** What one run of a measurement found, by name; the unit ends the name: `p99Ms`, `residentMB`. */
export type Figures = Readonly<Record<string, number>>;

/** The median of each figure over the runs. */
export function medians(runs: readonly Figures[]): Figures {
  const [first = {}] = runs;
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, median(runs.flatMap((run) => run[name] ?? []))]),
  );
}

/** Monotonic and the same in every process of this machine (Linux: CLOCK_MONOTONIC), in ms. */
export function sharedMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
