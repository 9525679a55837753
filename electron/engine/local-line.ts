import { WebSocket } from "ws";
import type { Clock } from "../../shared/base/ports.ts";
import { ownerChannel } from "../../shared/channel/adapters/owner-channel.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { maxLocalFrameBytes } from "../../shared/wire/local-server.ts";
import { localPrefix } from "./api/local-server.ts";
import { socketPath } from "./api/lock.ts";

/**
 * A line of the owner's to the host that runs on this data folder, in this or another process: path is `host` or
 * `session/SES-…`. Undefined where no host answers.
 */
export async function openLocalLine(
  dataFolder: string,
  path: string,
  clock: Clock,
): Promise<Channel | undefined> {
  const address = `ws+unix:${await socketPath(dataFolder)}:${localPrefix}${path}`;
  const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: maxLocalFrameBytes });
  return new Promise((resolve) => {
    socket.on("error", () => resolve(undefined));
    // Wrapped while the event runs: what the host says at once follows before any promise is heard.
    socket.on("open", () => resolve(ownerChannel(socket, path, clock)));
  });
}
