import { writeSync } from "node:fs";

/** Beyond this the target is not reading: ten times what a person types in an hour, and nothing worth keeping. */
export const maxPendingInputBytes = 65_536;

/** A reader that comes back is served within this; one that never does costs 40 system calls a second. */
const maxRetryMs = 25;

/** What is on its way to a target, counted by what the kernel really took. */
export interface PtyInput {
  /**
   * `full`: nothing was taken. Input that finds nothing waiting is always taken, however long, so that no input is
   * refused for ever: what waits is at most 64 KiB, or one single input.
   */
  write(data: string): "sent" | "full" | "closed";
  /** Bytes the kernel has not taken yet. */
  readonly pendingBytes: number;
  /** The target showed a sign of life: worth trying again now. */
  retry(): void;
  close(): void;
}

/**
 * Writes to a non-blocking descriptor directly, since neither libuv's terminal streams (they block) nor node-pty's
 * queue (it has no bound, and spins) can tell how much the target has not read.
 */
export function createPtyInput(fd: number): PtyInput {
  const queue: Buffer[] = [];
  let pendingBytes = 0;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let retryMs = 1;

  function close(): void {
    closed = true;
    clearTimeout(timer);
    queue.length = 0;
    pendingBytes = 0;
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      const taken = tryWrite(fd, head);
      if (taken === "gone") return close();
      if (taken === 0) {
        timer = setTimeout(flush, retryMs);
        retryMs = Math.min(retryMs * 2, maxRetryMs);
        return;
      }
      retryMs = 1;
      pendingBytes -= taken;
      if (taken === head.length) queue.shift();
      else queue[0] = head.subarray(taken);
    }
  }

  return {
    write(data) {
      if (closed) return "closed";
      const bytes = Buffer.from(data);
      if (bytes.length === 0) return "sent";
      if (pendingBytes > 0 && pendingBytes + bytes.length > maxPendingInputBytes) return "full";
      queue.push(bytes);
      pendingBytes += bytes.length;
      // While a retry is due the kernel is known to be full: no system call for each further key.
      if (timer === undefined) flush();
      return closed ? "closed" : "sent";
    },
    get pendingBytes() {
      return pendingBytes;
    },
    retry() {
      if (timer !== undefined) flush();
    },
    close,
  };
}

function tryWrite(fd: number, bytes: Buffer): number | "gone" {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    // EIO: the other side has closed; its exit tells the rest.
    return error instanceof Error && "code" in error && error.code === "EAGAIN" ? 0 : "gone";
  }
}
