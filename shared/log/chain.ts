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
  /** Do not write into the bytes afterwards. */
  append(line: Uint8Array): void;
}

/** Where a chain stands: enough to go on with it. */
export interface ChainPoint {
  readonly n: number;
  readonly head: Uint8Array;
}

/** Nobody waits for a hash before a signature covers it, and an echo must not: lines are hashed when a head is asked for. */
const maxWaitingBytes = 32_768;

type Sha256 = Crypto["sha256"];

export function startChain(sha256: Sha256, header: Uint8Array): Chain {
  return resumeChain(sha256, { n: 0, head: sha256(header) });
}

export function resumeChain(sha256: Sha256, point: ChainPoint): Chain {
  const joined = new Uint8Array(64);
  let { n, head } = point;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;

  const settle = () => {
    for (const line of waiting) {
      joined.set(head);
      joined.set(sha256(line), 32);
      head = sha256(joined);
    }
    waiting = [];
    waitingBytes = 0;
  };

  return {
    get n() {
      return n;
    },
    get head() {
      settle();
      return head;
    },
    append(line) {
      waiting.push(line);
      waitingBytes += line.length;
      n += 1;
      if (waitingBytes >= maxWaitingBytes) settle();
    },
  };
}
