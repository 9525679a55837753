import { readSync } from "node:fs";
import { ReadStream } from "node:tty";

/** More than any kernel keeps for a terminal (Linux: 12 KiB), so beyond it a survivor of the target is writing. */
const maxRemainderBytes = 262_144;

/** Whoever writes so much at once floods: the kernel hands it on in such pieces, and a turn of the loop for each is dear. */
const floodPieceBytes = 1_024;

/** Linux hands output from one side of a terminal to the other in a work queue: microseconds, milliseconds under load. */
const handOverMs = 30;

/** What the target writes, until nothing it wrote before its exit is left. */
export interface PtyOutput {
  setFlow(flow: "run" | "pause"): void;
  /** The process has exited: reads what is left (as soon as the flow runs) and ends. */
  finish(): void;
  /** Ends at once; what is unread is lost. A process that still has the terminal is hung up on. */
  close(): void;
}

/**
 * Keeps the descriptor open until it is told to let go, whatever reading it says: a program that closes its output on
 * its way out ends the reading, and were our side closed as well, it would be hung up on before its exit.
 */
class TerminalStream extends ReadStream {
  #released = false;
  #destroy: (() => void) | undefined;

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#destroy = () => super._destroy(error, callback);
    if (this.#released) this.#destroy();
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (this.#destroy !== undefined) this.#destroy();
    else this.destroy();
  }
}

/** Reads a terminal's descriptor, which it owns and closes. onEnd: once, after the last onBytes. */
export function createPtyOutput(
  fd: number,
  events: { readonly onBytes: (bytes: Uint8Array) => void; readonly onEnd: () => void },
): PtyOutput {
  const slab = new Uint8Array(65_536);
  /** Read in spite of a pause, which a stream may begin a turn late. */
  const held: Uint8Array[] = [];
  let flow: "run" | "pause" = "run";
  let finishing: "no" | "first" | "last" = "no";
  let remainderBytes = 0;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;

  const stream = new TerminalStream(fd, {
    // The end of reading must not end the stream.
    allowHalfOpen: true,
    onread: {
      buffer: slab,
      callback(length) {
        held.push(slab.slice(0, length < floodPieceBytes ? length : readMore(length)));
        return deliverHeld();
      },
    },
  });
  // EIO is how Linux says that nobody has the terminal open any more. The exit of the process tells the rest.
  stream.on("error", () => {});
  // Some versions of libuv tell the end while bytes are left: on hang-up, after a read that did not fill the buffer.
  stream.on("end", readRest);
  let resuming: NodeJS.Immediate | undefined = setImmediate(proceed);

  /** So many bytes are in the slab: what else is there comes behind them. How many there are then. */
  function readMore(filled: number): number {
    let end = filled;
    while (end < slab.length) {
      const length = tryRead(fd, slab.subarray(end));
      if (typeof length === "string") break;
      end += length;
    }
    return end;
  }

  /** False where somebody paused, or it is over. */
  function deliverHeld(): boolean {
    while (flow === "run" && !ended) {
      const bytes = held.shift();
      if (bytes === undefined) return true;
      events.onBytes(bytes);
    }
    return false;
  }

  /** The flow runs, from now or again. */
  function proceed(): void {
    resuming = undefined;
    if (!deliverHeld()) return;
    if (finishing === "no") stream.resume();
    else readOn();
  }

  /** The process is gone: what it left is read past the event loop, at once. */
  function readOn(): void {
    clearTimeout(timer);
    const state = readRest();
    if (state === "paused") return;
    // Empty but not over: a process that the target left behind has the terminal open. It is not waited for.
    if (state === "over" || finishing === "last") return close();
    finishing = "last";
    timer = setTimeout(readOn, handOverMs);
  }

  function readRest(): "empty" | "over" | "paused" {
    while (deliverHeld()) {
      const length = remainderBytes >= maxRemainderBytes ? "over" : tryRead(fd, slab);
      if (typeof length === "string") return length;
      remainderBytes += length;
      held.push(slab.slice(0, length));
    }
    return ended ? "over" : "paused";
  }

  function close(): void {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    clearImmediate(resuming);
    stream.release();
    events.onEnd();
  }

  return {
    setFlow(next) {
      if (flow === next || ended) return;
      flow = next;
      if (flow === "pause") {
        stream.pause();
        clearTimeout(timer);
      } else {
        // Not within this call: whoever resumes may be in the middle of handling earlier output.
        resuming ??= setImmediate(proceed);
      }
    },
    finish() {
      if (ended || finishing !== "no") return;
      finishing = "first";
      readOn();
    },
    close,
  };
}

function tryRead(fd: number, into: Uint8Array): number | "empty" | "over" {
  try {
    const length = readSync(fd, into);
    return length === 0 ? "over" : length;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EAGAIN" ? "empty" : "over";
  }
}
