import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

/** Bytes held by this process's objects and buffers, after everything that can go has gone. */
export async function heldBytes(): Promise<number> {
  if (typeof collect !== "function") throw new Error("this Node gives no way to collect garbage");
  // Buffers are freed by finalizers, which run in a later turn.
  for (let i = 0; i < 3; i++) {
    Reflect.apply(collect, undefined, []);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
