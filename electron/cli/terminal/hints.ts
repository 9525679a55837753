import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Clock } from "../../../shared/base/ports.ts";

/** How long a hint stands in the status bar before the state does again. */
const hintMs = 4_000;
/** What stood for less than this was not read. */
const readMs = 1_000;
/** Of a burst the latest are worth the wait. */
const maxWaiting = 4;

/** Sentences that stand for a few seconds each, the newest at once; what it took the place of unread comes again after it. */
export interface Hints extends Disposable {
  readonly text: string | undefined;
  tell(text: string): void;
}

interface Shown {
  readonly text: string;
  readonly sinceMs: number;
  readonly end: Disposable;
}

export function createHints(clock: Clock, onChange: () => void): Hints {
  let shown: Shown | undefined;
  let waiting: readonly string[] = [];

  const show = (text: string) => {
    shown = { text, sinceMs: clock.monotonicMs(), end: clock.schedule(hintMs, showNext) };
    onChange();
  };

  const showNext = () => {
    const [next, ...rest] = waiting;
    waiting = rest;
    shown = undefined;
    if (next === undefined) onChange();
    else show(next);
  };

  return {
    get text() {
      return shown?.text;
    },
    tell(text) {
      shown?.end.dispose();
      const unread = shown !== undefined && clock.monotonicMs() - shown.sinceMs < readMs ? [shown.text] : [];
      waiting = [...waiting, ...unread].filter((each) => each !== text).slice(-maxWaiting);
      show(text);
    },
    dispose() {
      shown?.end.dispose();
      shown = undefined;
      waiting = [];
    },
  };
}
