/**
 * Above it `send` says `full`: enough for four of the 64 KiB batches in which output is sealed, little enough that a
 * slow participant costs a host half a megabyte.
 */
export const laneHighMarkBytes = 256 * 1024;

/** At or below it a sender that was told `full` hears of the drain. */
export const laneLowMarkBytes = 128 * 1024;

/** What a lane has taken from its caller and not yet handed to a carrier. */
export interface LaneQueue<T> {
  push(item: T, bytes: number): void;
  shift(): T | undefined;
  clear(): void;
  readonly bytes: number;
}

export function createLaneQueue<T>(): LaneQueue<T> {
  let items: { readonly item: T; readonly bytes: number }[] = [];
  let bytes = 0;
  return {
    push(item, itemBytes) {
      items.push({ item, bytes: itemBytes });
      bytes += itemBytes;
    },
    shift() {
      const first = items.shift();
      bytes -= first?.bytes ?? 0;
      return first?.item;
    },
    clear() {
      items = [];
      bytes = 0;
    },
    get bytes() {
      return bytes;
    },
  };
}
