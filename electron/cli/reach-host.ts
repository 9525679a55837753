import { WebSocket } from "ws";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { ownerChannel } from "../../shared/channel/adapters/owner-channel.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { createHostClient, type HostClient } from "../../shared/client/host-client.ts";
import type { HostCallInput, HostCallName, HostCallOutput } from "../../shared/wire/host-api.ts";
import { maxLocalFrameBytes } from "../../shared/wire/local-server.ts";
import { localPrefix } from "../engine/api/local-server.ts";
import { socketPath } from "../engine/api/lock.ts";
import { systemClock } from "../engine/ports.ts";
import { exitCodes } from "./exit-codes.ts";
import { CliError } from "./output.ts";

/** A line of the owner's to the host of this data folder: `host` or `session/SES-…`. */
export async function openLocal(dataFolder: string, path: string): Promise<Result<Channel, "no-host">> {
  const address = `ws+unix:${await socketPath(dataFolder)}:${localPrefix}${path}`;
  const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: maxLocalFrameBytes });
  return new Promise((resolve) => {
    socket.on("error", () => resolve(err("no-host")));
    // Wrapped while the event runs: what the host says at once follows before any promise is heard.
    socket.on("open", () => resolve(ok(ownerChannel(socket, path, systemClock))));
  });
}

export async function findHost(dataFolder: string): Promise<HostClient | undefined> {
  const channel = await openLocal(dataFolder, "host");
  return channel.ok ? createHostClient(channel.value) : undefined;
}

/** The running host, or the sentence that says how to start one. */
export async function reachHost(dataFolder: string): Promise<HostClient> {
  const host = await findHost(dataFolder);
  if (host !== undefined) return host;
  throw new CliError(
    exitCodes.unreachable,
    "no-host",
    `No host is running on ${dataFolder}. Start a session with: tandem start`,
  );
}

/** One call, its answer or an error of the command line. */
export async function ask<Name extends HostCallName>(
  host: HostClient,
  name: Name,
  input: HostCallInput<Name>,
): Promise<HostCallOutput<Name>> {
  const result = await host.call(name, input);
  if (result.ok) return result.value;
  const { code, message } = result.error;
  const unreachable = code === "no-such-session" || code === "host-gone" || code === "server-unreachable";
  throw new CliError(unreachable ? exitCodes.unreachable : exitCodes.failed, code, message);
}

/** Opens the host for one piece of work and lets it go again. */
export async function withHost<T>(dataFolder: string, work: (host: HostClient) => Promise<T>): Promise<T> {
  const host = await reachHost(dataFolder);
  try {
    return await work(host);
  } finally {
    host.dispose();
  }
}
