import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { type Disposable, DisposableStore } from "../../shared/base/disposable.ts";
import type { Clock, Crypto, KeyPair, Logger, Random } from "../../shared/base/ports.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { openLinkStore } from "../../signaling-server/store/open-store.ts";
import { createSignalingServer } from "../../signaling-server/server.ts";
import { listenLocally } from "./api/local-server.ts";
import { createHost, type Host } from "./create-host.ts";
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
  /** The built page that guests get from our own server. */
  readonly pageFolder: string;
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

async function startEmbedded(options: BootOptions): Promise<Result<{ url: string; server: Disposable }, BootError>> {
  const address = options.lan ? lanAddress() : "127.0.0.1";
  if (address === undefined) {
    return err({ code: "signaling", message: "This machine has no address on a local network. Start without --lan." });
  }
  const store = await openLinkStore({ folder: join(options.dataFolder, "signaling"), ...options });
  if (!store.ok) return err({ code: "signaling", message: store.error.message });
  const server = await createSignalingServer({
    host: options.lan ? "0.0.0.0" : "127.0.0.1",
    port: 0,
    publicHost: address,
    store: store.value,
    staticDir: options.pageFolder,
    crypto: options.crypto,
    clock: options.clock,
    random: options.random,
    logger: options.logger,
  });
  return server.ok
    ? ok({ url: server.value.url, server: server.value })
    : err({ code: "signaling", message: server.error.message });
}

/** Starts the host of a data folder with all it needs around it; what fails leaves nothing behind. */
export async function boot(options: BootOptions): Promise<Result<Booted, BootError>> {
  const owned = new DisposableStore();
  const fail = (error: BootError) => {
    owned.dispose();
    return err(error);
  };
  const identity =
    options.identity === undefined ? await loadIdentity(options.dataFolder, options.crypto) : ok(options.identity);
  if (!identity.ok) return fail({ code: "identity", message: identity.error });
  let url = options.signalingUrl;
  if (url === undefined) {
    const embedded = await startEmbedded(options);
    if (!embedded.ok) return fail(embedded.error);
    owned.add(embedded.value.server);
    url = embedded.value.url;
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
        : { code: "unusable", message: `The host cannot listen in ${options.dataFolder}. Check the folder's permissions.` },
    );
  }
  return ok({
    host,
    async stop() {
      await host.stop();
      door.value.dispose();
      owned.dispose();
    },
  });
}
