import { type Disposable, toDisposable } from "../base/disposable.ts";
import type { LinkId } from "../base/ids.ts";

export interface HandshakeGateOptions {
  /** Default 192: at a few KiB and 0.3 ms of CPU each, nothing a host would notice. */
  readonly maxPending?: number;
  /** Default 48: one link that went public leaves room for the guests of the others. */
  readonly maxPerLink?: number;
  /** Of one address by one link, default 16: a class behind one address comes in at once, and cannot keep others out. */
  readonly maxPerAddress?: number;
}

/** Counts the peers that have knocked and are not yet known. */
export interface HandshakeGate {
  /** Undefined when there are too many; else to be disposed when the handshake is over, either way. */
  enter(linkId: LinkId, address: string): Disposable | undefined;
  readonly pending: number;
}

export function createHandshakeGate({
  maxPending = 192,
  maxPerLink = 48,
  maxPerAddress = 16,
}: HandshakeGateOptions = {}): HandshakeGate {
  const perLink = createCounts();
  const perAddress = createCounts();
  let pending = 0;
  return {
    get pending() {
      return pending;
    },
    enter(linkId, address) {
      const from = `${linkId} ${address}`;
      const full = pending >= maxPending || perLink.of(linkId) >= maxPerLink;
      if (full || perAddress.of(from) >= maxPerAddress) return undefined;
      pending++;
      perLink.add(linkId, 1);
      perAddress.add(from, 1);
      return toDisposable(() => {
        pending--;
        perLink.add(linkId, -1);
        perAddress.add(from, -1);
      });
    },
  };
}

/** Counts by name; what is at nought is forgotten. */
function createCounts() {
  const counts = new Map<string, number>();
  const of = (name: string) => counts.get(name) ?? 0;
  return {
    of,
    add(name: string, change: 1 | -1) {
      const now = of(name) + change;
      if (now === 0) counts.delete(name);
      else counts.set(name, now);
    },
  };
}
