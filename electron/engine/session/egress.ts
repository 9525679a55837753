import type { Clock } from "../../../shared/base/ports.ts";

/**
 * What sending to everybody together may take of the host's one thread. Bytes would not tell: what a message costs
 * depends on carrier and machine, and a fast line would take all the time there is, so that nobody ever skipped and the
 * target waited for everybody. In a flood the rest is for reading the target, the log, and answers.
 */
const share = { flood: 0.2, calm: 0.8 } as const;
/** Somebody who skipped so lately means that a flood is on: in one, all do so many times a second. */
const floodMs = 120;
/** Saved up while little is sent: a first screen for a few people, or a keystroke's echo for fifty. */
const burstMs = 12;

/** One budget of time for all feeds of a host. */
export interface Egress {
  /** Before a round of sending: what has been saved up since the last one. Nothing is added within a round, whose order counts. */
  refill(): void;
  /** Whether a message may go now; once it may not, none may before the next round. */
  allows(): boolean;
  /** Sending a message took so long. */
  noteSent(tookMs: number): void;
  /** Output comes faster than somebody takes it. */
  noteSkipped(): void;
}

export function createEgress(clock: Clock): Egress {
  let leftMs: number = burstMs;
  let refilledMs = clock.monotonicMs();
  let skippedMs = Number.NEGATIVE_INFINITY;

  return {
    refill() {
      const now = clock.monotonicMs();
      const part = now - skippedMs < floodMs ? share.flood : share.calm;
      leftMs = Math.min(burstMs, leftMs + (now - refilledMs) * part);
      refilledMs = now;
    },
    allows: () => leftMs > 0,
    noteSent(tookMs) {
      leftMs -= tookMs;
    },
    noteSkipped() {
      skippedMs = clock.monotonicMs();
    },
  };
}
