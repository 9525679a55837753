import { type BareCalls, bareCalls } from "./bare-calls.ts";
import type { Program, Workplace } from "./workplace.ts";

export type Bare = Program<BareCalls>;

export interface BarePair {
  /** Sends; `far` sends back. */
  readonly near: Bare;
  readonly far: Bare;
}

export function startBare(workplace: Workplace): Bare {
  return workplace.fork(bareCalls, "bare");
}

/** Two processes with a data channel between them. */
export async function startBarePair(workplace: Workplace): Promise<BarePair> {
  const near = startBare(workplace);
  const far = startBare(workplace);
  const answered = await far.call("answer", await near.call("offer", null));
  await near.call("accept", answered);
  return { near, far };
}
