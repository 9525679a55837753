import type { Clock } from "../../../shared/base/ports.ts";

/**
 * Output that comes faster than this is not read but watched: everybody elsewhere gets keyframes alone, which cost the
 * host and them a tenth of it, whether or not they could take all in.
 */
const floodBytesPerMs = 1_000;
/** Measured over so long at least: what a target writes at once is no flood. */
const rateMs = 50;
/** A flood that pauses is still one: its target, or the host, had to wait for a processor. */
const floodEndMs = 150;

/** Whether a session's output is a flood. */
export interface Flood {
  /** Before a round of sending, whose order counts: what is found holds for everybody in it. */
  look(): void;
  readonly isOn: boolean;
}

/** `pushedBytes`: of output and all else, ever. */
export function createFlood(clock: Clock, pushedBytes: () => number): Flood {
  let measured = { atMs: clock.monotonicMs(), bytes: pushedBytes() };
  let endsMs = Number.NEGATIVE_INFINITY;
  let isOn = false;

  return {
    look() {
      const atMs = clock.monotonicMs();
      const tookMs = atMs - measured.atMs;
      if (tookMs >= rateMs) {
        const bytes = pushedBytes();
        if (bytes - measured.bytes > tookMs * floodBytesPerMs) endsMs = atMs + floodEndMs;
        measured = { atMs, bytes };
      }
      isOn = atMs < endsMs;
    },
    get isOn() {
      return isOn;
    },
  };
}
