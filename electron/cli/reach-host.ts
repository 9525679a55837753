import { createHostClient, type HostClient } from "../../shared/client/host-client.ts";
import type { HostCallInput, HostCallName, HostCallOutput } from "../../shared/wire/host-api.ts";
import { openLocalLine } from "../engine/local-line.ts";
import { systemClock } from "../engine/ports.ts";
import { exitCodes } from "./exit-codes.ts";
import { CliError } from "./output.ts";

export async function findHost(dataFolder: string): Promise<HostClient | undefined> {
  const line = await openLocalLine(dataFolder, "host", systemClock);
  return line === undefined ? undefined : createHostClient(line);
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
