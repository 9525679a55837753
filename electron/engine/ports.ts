import { randomBytes } from "node:crypto";
import { type DestinationStream, pino } from "pino";
import { toDisposable } from "../../shared/base/disposable.ts";
import type { Clock, LogFields, Logger, Random } from "../../shared/base/ports.ts";

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return toDisposable(() => clearTimeout(timer));
  },
};

export const systemRandom: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };

interface LineSink {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): LineSink;
}

function wrap(sink: LineSink): Logger {
  return {
    info: (message, fields = {}) => sink.info(fields, message),
    warn: (message, fields = {}) => sink.warn(fields, message),
    error: (message, fields = {}) => sink.error(fields, message),
    with: (fields) => wrap(sink.child(fields)),
  };
}

/** JSON lines, to a file or a stream; where nothing is given, warnings and errors to standard error. */
export function createLogger(destination?: DestinationStream): Logger {
  const sink = destination ?? pino.destination({ fd: 2, sync: true });
  return wrap(pino({ level: destination === undefined ? "warn" : "info", base: null }, sink));
}

export const silentLogger: Logger = {
  info: () => {},
  warn: () => {},
  error: () => {},
  with: () => silentLogger,
};
