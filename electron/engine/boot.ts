import { mkdir } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import type { Clock, Crypto, KeyPair, Logger, Random } from "../../shared/base/ports.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { SignalingServer } from "../../signaling-server/server.ts";
import { listenLocally } from "./api/local-server.ts";
import { createHost } from "./create-host.ts";
import type { Host } from "./host.ts";
import { loadIdentity } from "./identity/identity-file.ts";
import { keepPublicKey } from "./identity/public-key-file.ts";
import { recoverRecordings } from "./recorder/recover.ts";
import { runSignaling } from "./run-signaling.ts";

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
  const server = await runSignaling({
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
  const { dataFolder } = options;
  let tell: (host: Host | undefined) => void = () => {};
  const ready = new Promise<Host | undefined>((resolve) => {
    tell = resolve;
  });
  await mkdir(dataFolder, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const door = await listenLocally(dataFolder, options.clock, ready);
  if (!door.ok) {
    return err(
      door.error === "taken"
        ? { code: "taken", message: `Another host runs on ${dataFolder}.` }
        : {
            code: "unusable",
            message: `The host cannot listen in ${dataFolder}. Check the folder's permissions.`,
          },
    );
  }
  const fail = async (error: BootError) => {
    tell(undefined);
    await door.value.close();
    return err(error);
  };
  const identity =
    options.identity === undefined ? await loadIdentity(dataFolder, options.crypto) : ok(options.identity);
  if (!identity.ok) return fail({ code: "identity", message: identity.error });
  await keepPublicKey(dataFolder, identity.value.publicKey);
  await recoverRecordings({
    folder: join(dataFolder, "recordings"),
    hostKey: identity.value.publicKey,
    logger: options.logger,
  });
  const embedded = options.signalingUrl === undefined ? await startEmbedded(options) : undefined;
  if (embedded?.ok === false) return fail(embedded.error);
  const host = createHost({
    ...options,
    identity: identity.value,
    signaling: {
      url: embedded?.value.url ?? options.signalingUrl ?? "",
      embedded: embedded !== undefined,
      lan: embedded !== undefined && options.lan,
    },
    iceServers: [],
  });
  tell(host);
  return ok({
    host,
    async stop() {
      await host.stop();
      await embedded?.value.dispose();
      // The lock of the folder: last, when nothing of it is in use.
      await door.value.close();
    },
  });
}
