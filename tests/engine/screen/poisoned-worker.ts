import { parentPort } from "node:worker_threads";

// The real worker, but for one word that it dies of.
await import("../../../electron/engine/screen/worker.ts");
parentPort?.on("message", (message: unknown) => {
  if (JSON.stringify(message).includes("POISON")) process.exit(3);
});
