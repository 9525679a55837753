import { type Disposable, toDisposable } from "./disposable.ts";

/** Subscribes a listener until the returned disposable is disposed. */
export type Listen<T> = (listener: (event: T) => void) => Disposable;

/** The sending end of a Listen. Listeners run in the order they came; one added or removed meanwhile waits for the next event. */
export class Emitter<T> {
  #listeners: readonly ((event: T) => void)[] = [];

  readonly listen: Listen<T> = (listener) => {
    const own = (event: T) => listener(event);
    this.#listeners = [...this.#listeners, own];
    return toDisposable(() => {
      this.#listeners = this.#listeners.filter((each) => each !== own);
    });
  };

  get listenerCount(): number {
    return this.#listeners.length;
  }

  emit(event: T): void {
    for (const listener of this.#listeners) listener(event);
  }

  clear(): void {
    this.#listeners = [];
  }
}
