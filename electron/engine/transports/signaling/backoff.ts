import type { Random } from "../../../../shared/base/ports.ts";

const firstMs = 250;
const longestMs = 15_000;

/**
 * Ms to wait before the next attempt, counted from 0. Between half and all of the step, so that the hosts of a server
 * that restarts don't come back all at once.
 */
export function backoffMs(attempt: number, random: Random): number {
  const stepMs = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 16));
  const [byte = 0] = random.bytes(1);
  return Math.round(stepMs / 2 + (stepMs / 2) * (byte / 255));
}

/** For ends that trying again soon does not mend. */
export const patientAttempt = 16;
