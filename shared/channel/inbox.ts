import type { Disposable } from "../base/disposable.ts";
import { Emitter } from "../base/listen.ts";

/** Keeps what comes before the first listener and hands it over, in order and as a microtask, once there is one. */
export interface Inbox<T> {
  /** False, and the item is thrown away, when the bytes kept would pass the bound. */
  push(item: T, bytes: number): boolean;
  listen(listener: (item: T) => void): Disposable;
  /** Nothing more comes: what is on its way to a listener is still handed over, what has none is thrown away. */
  end(): void;
  /** Nothing is handed over any more. */
  clear(): void;
}

export function createInbox<T>(maxBytes: number): Inbox<T> {
  const emitter = new Emitter<T>();
  let kept: T[] | undefined = [];
  let keptBytes = 0;
  let handingOver = false;
  let ended = false;

  const handOver = () => {
    // What comes meanwhile joins the end of the queue, so that the order holds.
    for (let i = 0; kept !== undefined && i < kept.length; i++) {
      const item = kept[i];
      if (item !== undefined) emitter.emit(item);
    }
    kept = undefined;
    if (ended) emitter.clear();
  };

  const clear = () => {
    if (kept !== undefined) kept = [];
    emitter.clear();
  };

  return {
    push(item, bytes) {
      if (ended) return true;
      if (kept === undefined) {
        emitter.emit(item);
        return true;
      }
      if (keptBytes + bytes > maxBytes) return false;
      keptBytes += bytes;
      kept.push(item);
      return true;
    },
    listen(listener) {
      const listening = emitter.listen(listener);
      if (!handingOver) {
        handingOver = true;
        void Promise.resolve().then(handOver);
      }
      return listening;
    },
    end() {
      ended = true;
      if (kept === undefined || !handingOver) clear();
    },
    clear,
  };
}
