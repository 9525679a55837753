import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { err, ok, type Result } from "../shared/base/result.ts";
import { defaultLimits } from "./limits.ts";
import {
  createSignalingServer,
  type SignalingServer,
  type SignalingServerError,
  type SignalingServerOptions,
} from "./server.ts";
import { openLowdbStore } from "./store/lowdb-store.ts";
import type { StoreFileError } from "./store/store-file.ts";

export interface RunSignalingServerOptions extends Omit<SignalingServerOptions, "store"> {
  /** Made if need be, for its user alone; the store is `signaling.json` in it. */
  readonly dataFolder: string;
}

export type RunSignalingServerError = SignalingServerError | StoreFileError;

/** The server with its store on disk: `tandem server`, and the one inside the app. */
export async function runSignalingServer(
  options: RunSignalingServerOptions,
): Promise<Result<SignalingServer, RunSignalingServerError>> {
  const { dataFolder, clock, logger } = options;
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const problem = error instanceof Error ? error.message : "unknown";
    return err({
      code: "store-unreadable",
      message: `The data folder ${dataFolder} cannot be made (${problem}). Choose another with --data.`,
    });
  }
  const limits = { ...defaultLimits, ...options.limits };
  const store = await openLowdbStore({ file: join(dataFolder, "signaling.json"), limits, clock, logger });
  if (!store.ok) return store;
  const server = await createSignalingServer({ ...options, store: store.value });
  if (!server.ok) {
    await store.value.close();
    return server;
  }
  return ok({
    ...server.value,
    async dispose() {
      await server.value.dispose();
      await store.value.close();
    },
  });
}
