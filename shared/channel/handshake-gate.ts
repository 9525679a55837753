import { type Disposable, toDisposable } from "../base/disposable.ts";
import type { LinkId } from "../base/ids.ts";

export interface HandshakeGateOptions {
  /** Default 64: at a few KiB and 0.3 ms of CPU each, nothing a host would notice. */
  readonly maxPending?: number;
  /** Default 16: one link that went public leaves room for the guests of the others. */
  readonly maxPerLink?: number;
}

/** Counts the peers that have knocked and are not yet known. */
export interface HandshakeGate {
  /** Undefined when there are too many; else to be disposed when the handshake is over, either way. */
  enter(linkId: LinkId): Disposable | undefined;
  readonly pending: number;
}

export function createHandshakeGate({
  maxPending = 64,
  maxPerLink = 16,
}: HandshakeGateOptions = {}): HandshakeGate {
  const perLink = new Map<LinkId, number>();
  let pending = 0;
  return {
    get pending() {
      return pending;
    },
    enter(linkId) {
      const ofLink = perLink.get(linkId) ?? 0;
      if (pending >= maxPending || ofLink >= maxPerLink) return undefined;
      pending++;
      perLink.set(linkId, ofLink + 1);
      return toDisposable(() => {
        pending--;
        const left = (perLink.get(linkId) ?? 1) - 1;
        if (left === 0) perLink.delete(linkId);
        else perLink.set(linkId, left);
      });
    },
  };
}
