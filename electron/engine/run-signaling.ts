import { mkdir } from "node:fs/promises";
import { err, ok, type Result } from "../../shared/base/result.ts";
import {
  type RunSignalingServerError,
  type RunSignalingServerOptions,
  runSignalingServer,
} from "../../signaling-server/main.ts";
import type { SignalingServer } from "../../signaling-server/server.ts";
import { lockFolder } from "./api/lock.ts";

export type RunSignalingError =
  | RunSignalingServerError
  | { readonly code: "taken" | "unusable"; readonly message: string };

/** The signaling server with its folder to itself: two on one store would undo each other's promises. */
export async function runSignaling(
  options: RunSignalingServerOptions,
): Promise<Result<SignalingServer, RunSignalingError>> {
  const { dataFolder } = options;
  await mkdir(dataFolder, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const lock = await lockFolder(dataFolder);
  if (!lock.ok) {
    const message =
      lock.error === "taken"
        ? `Another signaling server runs on ${dataFolder}. Stop it, or choose another folder with --data.`
        : `${dataFolder} cannot be used. Check its permissions, or choose another folder with --data.`;
    return err({ code: lock.error, message });
  }
  const running = await runSignalingServer(options);
  if (!running.ok) {
    lock.value.dispose();
    return running;
  }
  return ok({
    ...running.value,
    async dispose() {
      await running.value.dispose();
      lock.value.dispose();
    },
  });
}
