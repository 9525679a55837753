import type { Figures } from "./harness/figures.ts";
import type { Workplace } from "./harness/workplace.ts";

export interface Bench {
  readonly workplace: Workplace;
  /** A file of 50 MB of realistic lines. */
  readonly sample: string;
}

/** One line of the table. `met` is left out where nothing was promised. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  /** The reference from the same runs, and what it is. */
  readonly bare?: number;
  readonly unit: "ms" | "MB" | "MB/s" | "%" | "s" | "";
  readonly reach?: string;
  readonly met?: boolean;
  readonly note?: string;
}

export interface Measurement {
  readonly name: string;
  readonly title: string;
  /** How it is measured, and what the bare reference is. */
  readonly method: string;
  /** Fewer than asked for, where a run takes long. */
  readonly mostRuns?: number;
  /** One run from scratch. The workplace's processes are ended after it. */
  run(bench: Bench): Promise<Figures>;
  /** From the medians over the runs. */
  rows(figures: Figures): readonly Row[];
}

/** A figure that a run is known to have found. */
export function figure(figures: Figures, name: string): number {
  const value = figures[name];
  if (value === undefined) throw new Error(`no figure is called ${name}`);
  return value;
}
