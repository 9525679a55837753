/** How far a datagram may come after a later one. A second of cursors at sixty a second from a dozen sources. */
const windowSize = 1_024;

/** Remembers which of the last counters were seen (as RFC 6479 does it for IPsec, with one bit a counter). */
export interface ReplayWindow {
  /** Neither seen nor too old. */
  isFresh(counter: number): boolean;
  /** Only for what has been authenticated. */
  note(counter: number): void;
}

export function createReplayWindow(): ReplayWindow {
  const seen = new Uint8Array(windowSize);
  let highest = -1;
  return {
    isFresh: (counter) =>
      counter > highest || (counter > highest - windowSize && seen[counter % windowSize] === 0),
    note(counter) {
      if (counter > highest) {
        if (counter - highest >= windowSize) seen.fill(0);
        else for (let passed = highest + 1; passed < counter; passed++) seen[passed % windowSize] = 0;
        highest = counter;
      }
      seen[counter % windowSize] = 1;
    },
  };
}
