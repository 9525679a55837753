import { open, rm } from "node:fs/promises";
import { join } from "node:path";

export interface Stalls {
  /** ms: by how much the slowest append was late, or is by now. */
  readonly longestMs: number;
  stop(): Promise<void>;
}

const everyMs = 10;
const syncEveryMs = 1_000;

/**
 * What the machine itself keeps waiting whoever appends to a file in this folder and syncs it once a second, as a
 * recorder does: the disk and the processors belong to others, too.
 */
export async function watchStalls(folder: string): Promise<Stalls> {
  const path = join(folder, `stalls-${process.pid}`);
  const file = await open(path, "w");
  const block = new Uint8Array(65_536);
  let longestMs = 0;
  let atMs = performance.now();
  let watching = true;
  const lateMs = () => performance.now() - atMs - everyMs;
  const append = async () => {
    while (watching) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      await file.write(block, 0, block.length, 0);
      longestMs = Math.max(longestMs, lateMs());
      atMs = performance.now();
    }
  };
  const sync = async () => {
    while (watching) {
      await file.datasync();
      await new Promise((resolve) => setTimeout(resolve, syncEveryMs));
    }
  };
  const done = Promise.all([append(), sync()]);
  return {
    get longestMs() {
      return Math.max(longestMs, lateMs());
    },
    async stop() {
      watching = false;
      await done;
      await file.close();
      await rm(path);
    },
  };
}
