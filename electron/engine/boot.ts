import { networkInterfaces } from "node:os";
import { join } from "node:path";
import type { Clock, Crypto, KeyPair, Logger, Random } from "../../shared/base/ports.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { runSignalingServer } from "../../signaling-server/main.ts";
import type { SignalingServer } from "../../signaling-server/server.ts";
import { listenLocally } from "./api/local-server.ts";
import { createHost } from "./create-host.ts";
import type { Host } from "./host.ts";
import { loadIdentity } from "./identity/identity-file.ts";

export interface BootOptions {
  readonly version: string;
  readonly dataFolder: string;
  readonly ownerName: string;
  /** Sealed elsewhere (the desktop's secret store); left out: the file in the data folder. */
  readonly identity?: KeyPair;
  /** A signaling server of the team's; left out: one of our own, inside this process. */
  readonly signalingUrl?: string;
  /** Our own server is offered to the local network, not to this machine alone. */
  readonly lan: boolean;
  /** The built page that guests get from our own server; without it they are told to use the command line. */
  readonly pageFolder?: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface BootError {
  readonly code: "taken" | "identity" | "signaling" | "unusable";
  readonly message: string;
}

export interface Booted {
  readonly host: Host;
  /** Ends the sessions, seals their recordings, lets everything go. */
  stop(): Promise<void>;
}

/** The first address of this machine that others on its network may reach. */
function lanAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flat()
    .find((each) => each !== undefined && !each.internal && each.family === "IPv4")?.address;
}

async function startEmbedded(options: BootOptions): Promise<Result<SignalingServer, BootError>> {
  const address = options.lan ? lanAddress() : "127.0.0.1";
  if (address === undefined) {
    return err({
      code: "signaling",
      message: "This machine has no address on a local network. Start without --lan.",
    });
  }
  const server = await runSignalingServer({
    dataFolder: join(options.dataFolder, "signaling"),
    host: address,
    port: 0,
    ...(options.pageFolder === undefined ? {} : { staticDir: options.pageFolder }),
    version: options.version,
    crypto: options.crypto,
    random: options.random,
    clock: options.clock,
    logger: options.logger.with({ part: "signaling" }),
  });
  return server.ok ? server : err({ code: "signaling", message: server.error.message });
}

/** Starts the host of a data folder with all it needs around it; what fails leaves nothing behind. */
export async function boot(options: BootOptions): Promise<Result<Booted, BootError>> {
  let embedded: SignalingServer | undefined;
  const fail = async (error: BootError) => {
    await embedded?.dispose();
    return err(error);
  };
  const identity =
    options.identity === undefined
      ? await loadIdentity(options.dataFolder, options.crypto)
      : ok(options.identity);
  if (!identity.ok) return fail({ code: "identity", message: identity.error });
  let url = options.signalingUrl;
  if (url === undefined) {
    const started = await startEmbedded(options);
    if (!started.ok) return fail(started.error);
    embedded = started.value;
    url = embedded.url;
  }
  const host = createHost({
    ...options,
    identity: identity.value,
    signaling: { url, embedded: options.signalingUrl === undefined, lan: options.lan },
    iceServers: [],
  });
  const door = await listenLocally(host, options.clock);
  if (!door.ok) {
    await host.stop();
    return fail(
      door.error === "taken"
        ? { code: "taken", message: `Another host runs on ${options.dataFolder}.` }
        : {
            code: "unusable",
            message: `The host cannot listen in ${options.dataFolder}. Check the folder's permissions.`,
          },
    );
  }
  return ok({
    host,
    async stop() {
      await host.stop();
      door.value.dispose();
      await embedded?.dispose();
    },
  });
}
