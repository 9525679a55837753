import { invariant } from "../../../shared/base/assert.ts";
import type { SessionClient } from "../../../shared/client/session-client.ts";
import { sharedMs } from "../harness/figures.ts";

/** How long keys took, in ms: to their accepted answer, and to a delivery at or past it. */
export interface KeyTimes {
  readonly answersMs: number[];
  readonly deliveriesMs: number[];
  refused: number;
}

interface Waiting {
  readonly sentMs: number;
  /** Known once it is answered. */
  seq: number | undefined;
}

/** Times keys pressed while other output floods past. */
export interface KeyTimer {
  press(key: string): void;
  /** Once every key pressed has been answered and delivered. */
  settled(): Promise<KeyTimes>;
}

/**
 * Delivered is what brings the screen at or past the answer's seq: an entry that follows the one before without a gap,
 * or a whole screen. An entry behind a gap is news, but not yet a screen.
 */
export function createKeyTimer(client: SessionClient): KeyTimer {
  const times: KeyTimes = { answersMs: [], deliveriesMs: [], refused: 0 };
  /** Deliveries since the oldest key that still waits; the seqs rise. */
  let deliveries: { readonly seq: number; readonly atMs: number }[] = [];
  const waiting = new Set<Waiting>();
  let resolveSettled: (() => void) | undefined;
  let lastSeq = 0;

  const settle = () => {
    for (const key of waiting) {
      const { seq, sentMs } = key;
      if (seq === undefined) continue;
      const delivery = deliveries.find((each) => each.seq >= seq && each.atMs >= sentMs);
      if (delivery === undefined) continue;
      times.deliveriesMs.push(delivery.atMs - sentMs);
      waiting.delete(key);
    }
    if (waiting.size > 0) return;
    deliveries = [];
    resolveSettled?.();
  };
  const note = (seq: number) => {
    lastSeq = seq;
    if (waiting.size === 0) return;
    deliveries.push({ seq, atMs: sharedMs() });
    settle();
  };
  client.onEntry(({ entry, isPrivate }) => {
    if (!isPrivate && entry.seq === lastSeq + 1) note(entry.seq);
  });
  client.onScreen(({ seq }) => note(seq));

  return {
    press(key) {
      const pressed: Waiting = { sentMs: sharedMs(), seq: undefined };
      waiting.add(pressed);
      void client.call("input.key", { data: key }).then((result) => {
        if (result.ok) {
          times.answersMs.push(sharedMs() - pressed.sentMs);
          pressed.seq = result.seq;
        } else {
          times.refused += 1;
          waiting.delete(pressed);
        }
        settle();
      });
    },
    async settled() {
      invariant(resolveSettled === undefined, "keys are settled once");
      const all = new Promise<void>((resolve) => {
        resolveSettled = resolve;
      });
      settle();
      await all;
      return times;
    },
  };
}
