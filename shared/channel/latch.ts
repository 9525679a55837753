import { type Disposable, toDisposable } from "../base/disposable.ts";

/**
 * Something that happens at most once and that late listeners hear of too. Every listener is called exactly once, as
 * a microtask: never inside the call that set it, never inside the call that subscribed.
 */
export interface Latch<T> {
  readonly value: T | undefined;
  /** False when it was set before; the first value stays. */
  set(value: T): boolean;
  listen(listener: (value: T) => void): Disposable;
}

export function createLatch<T extends NonNullable<unknown>>(): Latch<T> {
  const listeners = new Set<(value: T) => void>();
  let value: T | undefined;

  const announce = (announced: T, listener: (value: T) => void) => {
    void Promise.resolve().then(() => {
      if (listeners.delete(listener)) listener(announced);
    });
  };

  return {
    get value() {
      return value;
    },
    set(next) {
      if (value !== undefined) return false;
      value = next;
      for (const listener of listeners) announce(next, listener);
      return true;
    },
    listen(listener) {
      const own = (event: T) => listener(event);
      listeners.add(own);
      if (value !== undefined) announce(value, own);
      return toDisposable(() => listeners.delete(own));
    },
  };
}
