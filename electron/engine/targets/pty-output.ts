import { readSync } from "node:fs";
import { ReadStream } from "node:tty";

/** More than any kernel keeps for a terminal (Linux: 12 KiB), so beyond it a survivor of the target is writing. */
const maxRemainderBytes = 262_144;

/** Linux hands output from one side of a terminal to the other in a work queue: microseconds, milliseconds under load. */
const handOverMs = 30;

/** What the target writes, until nothing it wrote before its exit is left. */
export interface PtyOutput {
  setFlow(flow: "run" | "pause"): void;
  /** The process has exited: reads what is left (as soon as the flow runs) and ends. */
  finish(): void;
  /** Ends at once; what is unread is lost. */
  close(): void;
}

/**
 * Reads a terminal's descriptor, which it owns and closes. onEnd: once, after the last onBytes. When `finish` was not
 * called before it, every process has closed the terminal while the target itself lives on.
 */
export function createPtyOutput(
  fd: number,
  events: { readonly onBytes: (bytes: Uint8Array) => void; readonly onEnd: () => void },
): PtyOutput {
  const slab = new Uint8Array(65_536);
  let flow: "run" | "pause" = "run";
  let ended = false;
  let finishing: "no" | "first" | "last" = "no";
  let remainderBytes = 0;
  let timer: NodeJS.Timeout | undefined;

  const stream = new ReadStream(fd, {
    // The end of the stream must not close the descriptor before the rest is read; see readRest.
    allowHalfOpen: true,
    onread: {
      buffer: slab,
      callback(length) {
        if (!ended) events.onBytes(slab.slice(0, length));
        return flow === "run" && !ended;
      },
    },
  });
  // EIO is how Linux says that nobody has the terminal open any more; `close` follows.
  stream.on("error", () => {});
  stream.on("close", end);
  // Some versions of libuv report the end while bytes are left: on hang-up, after a read that did not fill the buffer.
  stream.on("end", () => {
    if (readRest() !== "paused") close();
  });
  stream.resume();

  function end(): void {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    events.onEnd();
  }

  function close(): void {
    // At once, so that nobody uses the descriptor's number after this; `close` comes a moment later.
    end();
    stream.destroy();
  }

  /** Reads past the event loop until the terminal is empty for now, over, or somebody paused it. */
  function readRest(): "empty" | "over" | "paused" {
    while (!ended && remainderBytes < maxRemainderBytes) {
      if (flow === "pause") return "paused";
      const length = tryRead(fd, slab);
      if (typeof length === "string") return length;
      remainderBytes += length;
      events.onBytes(slab.slice(0, length));
    }
    return "over";
  }

  function readOn(): void {
    clearTimeout(timer);
    const state = readRest();
    if (state === "paused" || ended) return;
    // Empty but not over: a process the target left behind holds the terminal. It is not waited for.
    if (state === "over" || finishing === "last") return close();
    finishing = "last";
    timer = setTimeout(readOn, handOverMs);
  }

  return {
    setFlow(next) {
      if (flow === next || ended) return;
      flow = next;
      clearTimeout(timer);
      if (flow === "pause") stream.pause();
      else {
        stream.resume();
        // Not within this call: whoever resumes may be in the middle of handling earlier output.
        if (finishing !== "no") timer = setTimeout(readOn, 0);
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
