import type { FileHandle } from "node:fs/promises";
import { invariant } from "../../../shared/base/assert.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter, type Listen } from "../../../shared/base/listen.ts";
import type { Clock, Logger } from "../../../shared/base/ports.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { freeReserve } from "./files.ts";
import { createLineQueue, wholeLines } from "./line-queue.ts";
import { RecorderError, recorderError } from "./recorder-error.ts";

/** The log on its way to one file: the public one, or the private one beside it. */
export interface Recorder {
  readonly path: string;
  /** Takes an entry's line, without its LF; returns at once. Do not write into the bytes afterwards. */
  append(line: Uint8Array): void;
  /** Bytes taken and not yet handed to the operating system. */
  readonly backlogBytes: number;
  /** More than highBytes are waiting: whoever produces output should pause. Emitted within append. */
  readonly onPressure: Listen<undefined>;
  /** After a pressure: no more than lowBytes are waiting, or nothing is taken any more. */
  readonly onRelief: Listen<undefined>;
  /**
   * At most once: the file takes no more. Where it can, it has been cut back to its last whole line and the reserve
   * freed, so that everything appended before and a few last entries still find room: append those, then close.
   */
  readonly onFailure: Listen<RecorderError>;
  /** Resolves when everything appended so far is on the disk, or never will be. */
  flush(): Promise<Result<undefined, RecorderError>>;
  /** Flushes and lets the file go; nothing may be appended from here on. Calling again gives the same answer. */
  close(): Promise<Result<undefined, RecorderError>>;
}

export interface RecorderLimits {
  readonly highBytes: number;
  readonly lowBytes: number;
  /** Past it the disk counts as failed. Only output stops under pressure; this bounds all the rest. */
  readonly maxBacklogBytes: number;
  /**
   * Disk space held back for when the disk is full. The chain allows no gap: the last entries only verify if all that
   * was waiting before them is written too, so this is the high mark and something for the end.
   */
  readonly reserveBytes: number;
  /** What a crash of the machine may lose, in time. */
  readonly syncEveryMs: number;
}

export interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** Whole lines, all on the disk. */
  readonly bytes: number;
}

/** A few lines wait this long for more, or for this many bytes: starting a write costs a keystroke more than its echo does. */
const gatherMs = 20;
const gatherBytes = 65_536;

/** Writes one batch at a time while the next one gathers; syncs beside the writing. */
export function createLineWriter(
  ports: { readonly clock: Clock; readonly logger: Logger },
  limits: RecorderLimits,
  file: OpenFile,
): Recorder {
  const { clock } = ports;
  const { path, handle } = file;
  const logger = ports.logger.with({ recording: path });
  const queue = createLineQueue();
  const pressure = new Emitter<undefined>();
  const relief = new Emitter<undefined>();
  const failures = new Emitter<RecorderError>();
  /** Positions in the file, at ends of lines: appended ≥ written ≥ synced. */
  let appended = file.bytes;
  let written = file.bytes;
  let synced = file.bytes;
  let state: State = { is: "well" };
  let writing: Promise<void> | undefined;
  let syncing: Promise<void> | undefined;
  let timer: Disposable | undefined;
  let soon: Disposable | undefined;
  let pressed = false;
  let closing: Promise<Result<undefined, RecorderError>> | undefined;
  let waiting: Waiter[] = [];

  const settleWaiters = () => {
    const open: Waiter[] = [];
    for (const waiter of waiting) {
      if (state.is === "dead") waiter.resolve(err(state.error));
      else if (waiter.upTo <= synced) waiter.resolve(ok(undefined));
      else open.push(waiter);
    }
    waiting = open;
  };

  const relieve = () => {
    if (!pressed || queue.bytes > limits.lowBytes) return;
    pressed = false;
    relief.emit(undefined);
  };

  const report = (error: RecorderError) => {
    logger.error("recording failed", { code: error.code, writtenBytes: written, reason: error.message });
    failures.emit(error);
  };

  const isDead = () => state.is === "dead";

  const cutBack = async (to: number) => {
    try {
      await handle.truncate(to);
    } catch (cause) {
      logger.warn("recording could not be cut back", { reason: recorderError(path, cause).message });
    }
    written = to;
  };

  /** Takes nothing more; the writer, which may be in the middle of a write, does the rest. */
  const die = (error: RecorderError, keepBytes: number) => {
    if (state.is === "dead") return;
    state = { is: "dead", error, keepBytes, reported: state.is === "reserve", buried: false };
    queue.clear();
    timer?.dispose();
    startWriting();
  };

  const bury = async (dead: Dead) => {
    await cutBack(dead.keepBytes);
    settleWaiters();
    relieve();
    if (!dead.reported) return report(dead.error);
    logger.error("recording ended without its last entries", { reason: dead.error.message });
  };

  const turnToReserve = async (cause: unknown) => {
    const error = recorderError(path, cause);
    if (state.is === "reserve") return die(error, written);
    await cutBack(written);
    try {
      await freeReserve(path);
    } catch {
      return die(error, written);
    }
    if (state.is === "dead") return;
    if (appended > written + limits.reserveBytes) return die(error, written);
    state = { is: "reserve", error, until: written + limits.reserveBytes };
    report(error);
  };

  const writeQueue = async () => {
    for (let batch = queue.take(); batch !== undefined && !isDead(); batch = queue.take()) {
      const outcome = await writeAll(handle, batch, written);
      if (isDead()) break;
      const whole = wholeLines(batch, outcome.bytes);
      queue.settle(whole);
      written += whole;
      if (outcome.cause !== undefined) await turnToReserve(outcome.cause);
      relieve();
      scheduleSync();
    }
    // Before anything is cut, the write that was under way has ended: a file left at the end of a line reads as cut off.
    if (state.is === "dead" && !state.buried) {
      state = { ...state, buried: true };
      await bury(state);
    }
  };

  const sync = async () => {
    const upTo = written;
    try {
      // As good as fsync for reading the file back: its size counts as data. Times need not survive.
      await handle.datasync();
      synced = upTo;
    } catch (cause) {
      // The kernel may have dropped the pages it could not write, and says so only once: only what was synced before is sure.
      die(recorderError(path, cause), synced);
    }
  };

  const startSync = () => {
    timer?.dispose();
    timer = undefined;
    syncing ??= sync().finally(() => {
      syncing = undefined;
      settleWaiters();
      scheduleSync();
    });
  };

  /** At once where somebody waits for what is written, else within syncEveryMs of the first byte. */
  const scheduleSync = () => {
    if (state.is === "dead" || syncing !== undefined || synced === written) return;
    if (waiting.some((waiter) => waiter.upTo <= written)) startSync();
    else timer ??= clock.schedule(limits.syncEveryMs, startSync);
  };

  const startWriting = () => {
    soon?.dispose();
    soon = undefined;
    writing ??= writeQueue().finally(() => {
      writing = undefined;
      if (queue.bytes > 0 || (state.is === "dead" && !state.buried)) startWriting();
    });
  };

  const flush = () =>
    new Promise<Result<undefined, RecorderError>>((resolve) => {
      waiting.push({ upTo: appended, resolve });
      if (queue.bytes > 0) startWriting();
      settleWaiters();
      scheduleSync();
    });

  const close = async () => {
    const result = await flush();
    timer?.dispose();
    soon?.dispose();
    for (let busy = writing ?? syncing; busy !== undefined; busy = writing ?? syncing) await busy;
    let closed = result;
    try {
      await handle.close();
      await freeReserve(path);
    } catch (cause) {
      if (closed.ok) closed = err(recorderError(path, cause));
    }
    for (const emitter of [pressure, relief, failures]) emitter.clear();
    logger.info("recording closed", { bytes: written });
    return closed;
  };

  logger.info("recording opened", { bytes: file.bytes });
  return {
    path,
    append(line) {
      invariant(closing === undefined, "an entry after the recording was closed");
      if (state.is === "dead") return;
      queue.push(line);
      appended += line.length + 1;
      const over = state.is === "reserve" ? appended > state.until : queue.bytes > limits.maxBacklogBytes;
      if (over) {
        const error = state.is === "reserve" ? state.error : tooSlow(path);
        die(error, written);
        return;
      }
      if (queue.bytes >= gatherBytes) startWriting();
      else if (writing === undefined) soon ??= clock.schedule(gatherMs, startWriting);
      if (pressed || queue.bytes <= limits.highBytes) return;
      pressed = true;
      pressure.emit(undefined);
    },
    get backlogBytes() {
      return queue.bytes;
    },
    onPressure: pressure.listen,
    onRelief: relief.listen,
    onFailure: failures.listen,
    flush,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

interface Waiter {
  readonly upTo: number;
  resolve(result: Result<undefined, RecorderError>): void;
}

/** `reserve`: the disk failed once, the reserve is freed, and the file may still grow to `until`. */
type State =
  | { readonly is: "well" }
  | { readonly is: "reserve"; readonly error: RecorderError; readonly until: number }
  | Dead;

/** Nothing is taken any more; the file is cut back to keepBytes as soon as no write is under way (`buried`). */
interface Dead {
  readonly is: "dead";
  readonly error: RecorderError;
  readonly keepBytes: number;
  readonly reported: boolean;
  readonly buried: boolean;
}

function tooSlow(path: string): RecorderError {
  return new RecorderError("too-slow", path, "The disk does not take the recording as fast as it comes.");
}

/** A full disk shows first as a short write, then as an error: what was written before counts. */
async function writeAll(
  handle: FileHandle,
  batch: Uint8Array,
  position: number,
): Promise<{ readonly bytes: number; readonly cause?: unknown }> {
  let bytes = 0;
  try {
    while (bytes < batch.length) {
      const { bytesWritten } = await handle.write(batch, bytes, batch.length - bytes, position + bytes);
      bytes += bytesWritten;
    }
    return { bytes };
  } catch (cause) {
    return { bytes, cause };
  }
}
