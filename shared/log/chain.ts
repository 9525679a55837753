import type { Crypto } from "../base/ports.ts";

/**
 * Every entry hashed to the one before: h(0) = SHA-256(header), h(n) = SHA-256(h(n-1) ‖ SHA-256(line n)), over the
 * bytes as stored, without their LF.
 */
export interface Chain {
  /** Entries so far; the header is none. */
  readonly n: number;
  /** h(n), 32 bytes. A new array for each n, so it may be kept. */
  readonly head: Uint8Array;
  append(line: Uint8Array): void;
}

/** Where a chain stands: enough to go on with it. */
export interface ChainPoint {
  readonly n: number;
  readonly head: Uint8Array;
}

type Sha256 = Crypto["sha256"];

export function startChain(sha256: Sha256, header: Uint8Array): Chain {
  return resumeChain(sha256, { n: 0, head: sha256(header) });
}

export function resumeChain(sha256: Sha256, point: ChainPoint): Chain {
  // One buffer for every step: this runs for every entry, on the keystroke's path.
  const joined = new Uint8Array(64);
  let { n, head } = point;
  return {
    get n() {
      return n;
    },
    get head() {
      return head;
    },
    append(line) {
      joined.set(head);
      joined.set(sha256(line), 32);
      head = sha256(joined);
      n += 1;
    },
  };
}
