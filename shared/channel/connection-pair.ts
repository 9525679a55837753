import type { Connection } from "./connection.ts";
import { createChannelPair, createFlushablePair, type FlushablePair, type PairOptions } from "./pair.ts";
import { createPlainConnection } from "./plain-connection.ts";

export interface ConnectionPair {
  readonly a: Connection;
  readonly b: Connection;
  /** Breaks the line: both ends close with `lost`. */
  cut(): void;
}

/** Two ends of one in-process connection, without crypto; messages arrive as a microtask. */
export function createConnectionPair(options?: PairOptions): ConnectionPair {
  const pair = createChannelPair(options);
  return connect(pair);
}

/** A pair that delivers only when told; `line` does it, frame by frame. */
export function createFlushableConnectionPair(
  options?: PairOptions,
): ConnectionPair & { readonly line: FlushablePair } {
  const line = createFlushablePair(options);
  return { ...connect(line), line };
}

function connect(pair: ReturnType<typeof createChannelPair>): ConnectionPair {
  return {
    a: createPlainConnection({ channel: pair.a }),
    b: createPlainConnection({ channel: pair.b }),
    cut: pair.cut,
  };
}
