import type { Clock } from "../../../shared/base/ports.ts";

/**
 * What sending to everybody together may take of the host's one thread. Bytes would not tell: what a message costs
 * depends on carrier and machine, and a fast line would take all the time there is, so that nobody ever skipped and the
 * target waited for everybody. The rest is for reading the target, the log, and answers.
 */
const share = 0.2;
/** Saved up while little is sent: a first screen for a few people, or a keystroke's echo for fifty. */
const burstMs = 12;

/** One budget of time for all feeds of a host. */
export interface Egress {
  /** Whether a message may go now. */
  allows(): boolean;
  /** Sending a message took so long. */
  noteSent(tookMs: number): void;
}

export function createEgress(clock: Clock): Egress {
  let leftMs: number = burstMs;
  let refilledMs = clock.monotonicMs();

  return {
    allows() {
      const now = clock.monotonicMs();
      leftMs = Math.min(burstMs, leftMs + (now - refilledMs) * share);
      refilledMs = now;
      return leftMs > 0;
    },
    noteSent(tookMs) {
      leftMs -= tookMs;
    },
  };
}
