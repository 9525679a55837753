import { createServer } from "node:http";
import type { Clock, Crypto, Logger, Random } from "../shared/base/ports.ts";
import { err, ok, type Result } from "../shared/base/result.ts";
import { addressOf, countedAs } from "./addresses.ts";
import { createFailures } from "./failures.ts";
import { defaultLimits, type SignalingLimits } from "./limits.ts";
import { loopbackOrigins, originOf, parsePublicUrl } from "./origins.ts";
import { createPages } from "./pages.ts";
import { createQueueBudget } from "./queue-budget.ts";
import { createRelay } from "./relay.ts";
import { readStaticFiles } from "./static-files.ts";
import type { Store } from "./store/store.ts";
import { createUpgrades } from "./upgrades.ts";

export interface SignalingServerOptions {
  /** 0: any free one. */
  readonly port: number;
  /** The address to listen on, `127.0.0.1` or `0.0.0.0`. */
  readonly host: string;
  /** The origin under which hosts and guests reach it; by default the one it listens on. Another one when it is behind a proxy. */
  readonly publicUrl?: string;
  /** A name or an address of this machine to make the public origin of, where the port is not known beforehand. */
  readonly publicHost?: string;
  /** Stays the caller's, who closes it after the server. */
  readonly store: Store;
  /** The folder of the guest page, with its index.html; without it links are answered with a page that names the app. */
  readonly staticDir?: string;
  /** The address of a guest is the last one in X-Forwarded-For. */
  readonly trustProxy?: boolean;
  /** Told by /healthz. */
  readonly version: string;
  readonly crypto: Pick<Crypto, "sha256" | "verify">;
  readonly random: Random;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<SignalingLimits>;
}

export interface SignalingServer {
  readonly port: number;
  /** Its public origin. */
  readonly url: string;
  /** Resolves when every socket is closed and the port is free. */
  dispose(): Promise<void>;
}

export interface SignalingServerError {
  readonly code:
    | "port-in-use"
    | "port-not-permitted"
    | "address-unavailable"
    | "listen-failed"
    | "invalid-public-url"
    | "static-files-unreadable";
  /** For people: what happened and what to do. */
  readonly message: string;
}

/** How often expired links are withdrawn; until then they just do not open. */
const sweepMs = 10 * 60_000;

/** Introduces guests to hosts and relays their streams. Refusals are given as values; nothing is left listening after one. */
export async function createSignalingServer(
  options: SignalingServerOptions,
): Promise<Result<SignalingServer, SignalingServerError>> {
  const { store, clock, logger } = options;
  const limits: SignalingLimits = { ...defaultLimits, ...options.limits };
  const given = options.publicUrl === undefined ? undefined : parsePublicUrl(options.publicUrl);
  if (given?.ok === false) return err({ code: "invalid-public-url", message: given.error });

  const files = await readFiles(options.staticDir);
  if (!files.ok) return files;

  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000, keepAliveTimeout: 5_000 });
  server.maxConnections = limits.connections;
  const listening = await listen(server, options.host, options.port);
  if (!listening.ok) return listening;
  const port = listening.value;
  const publicOrigin = given?.value ?? originOf(options.publicHost ?? options.host, port);

  const failureLimits = {
    failures: limits.failures,
    windowMs: limits.failuresWindowMs,
    addresses: limits.addressesWatched,
  };
  // Counted apart: guests who mistype a link must not lock out the host behind the same address.
  const failures = {
    host: createFailures(failureLimits),
    guest: createFailures(failureLimits),
    http: createFailures(failureLimits),
  };
  const trustProxy = options.trustProxy ?? false;
  const relay = createRelay({ store, crypto: options.crypto, clock, logger, limits, failures });
  const upgrades = createUpgrades({
    relay,
    queues: createQueueBudget(limits),
    failures,
    publicOrigin,
    localOrigins: loopbackOrigins(port),
    trustProxy,
    crypto: options.crypto,
    random: options.random,
    clock,
    logger,
    limits,
  });
  const startedMs = clock.monotonicMs();
  const pages = createPages({
    files: files.value,
    publicOrigin,
    health: () => ({
      version: options.version,
      hosts: relay.state.hosts.size,
      streams: relay.streams,
      uptimeSeconds: Math.floor((clock.monotonicMs() - startedMs) / 1000),
    }),
    waitMs: (request) => failures.http.waitMs(countedAs(addressOf(request, trustProxy)), clock.monotonicMs()),
    noteFailure: (request) =>
      void failures.http.note(countedAs(addressOf(request, trustProxy)), clock.monotonicMs()),
  });
  server.on("request", pages);
  server.on("upgrade", (request, socket, head) => upgrades.handle(request, socket, head));
  server.on("clientError", (_error, socket) => socket.destroy());

  let sweeping = clock.schedule(0, sweep);
  function sweep(): void {
    void store.sweep(clock.wallMs());
    sweeping = clock.schedule(sweepMs, sweep);
  }

  logger.info("signaling server listening", { host: options.host, port, url: publicOrigin });
  let disposing: Promise<void> | undefined;

  return ok({
    port,
    url: publicOrigin,
    dispose() {
      disposing ??= new Promise((resolve) => {
        sweeping.dispose();
        const cut = clock.schedule(limits.closeGraceMs, () => server.closeAllConnections());
        server.close(() => {
          cut.dispose();
          logger.info("signaling server stopped", { port });
          resolve();
        });
        upgrades.dispose();
        relay.endAll();
        server.closeIdleConnections();
      });
      return disposing;
    },
  });
}

async function readFiles(
  folder: string | undefined,
): Promise<Result<Awaited<ReturnType<typeof readStaticFiles>>, SignalingServerError>> {
  if (folder === undefined) return ok(new Map());
  try {
    const files = await readStaticFiles(folder);
    if (files.has("index.html")) return ok(files);
    return err({
      code: "static-files-unreadable",
      message: `There is no guest page in ${folder}. Build it first, or start the server without one.`,
    });
  } catch (error) {
    const message = `The guest page in ${folder} cannot be read: ${error instanceof Error ? error.message : "unknown"}.`;
    return err({ code: "static-files-unreadable", message });
  }
}

function listen(
  server: ReturnType<typeof createServer>,
  host: string,
  port: number,
): Promise<Result<number, SignalingServerError>> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(err(listenError(error.code, host, port))));
    server.listen({ host, port }, () => {
      const address = server.address();
      server.removeAllListeners("error");
      server.on("error", () => {});
      resolve(ok(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}

function listenError(code: string | undefined, host: string, port: number): SignalingServerError {
  switch (code) {
    case "EADDRINUSE":
      return {
        code: "port-in-use",
        message: `Port ${port} on ${host} is in use by another program. Stop that program, or choose another port with --port.`,
      };
    case "EACCES":
      return {
        code: "port-not-permitted",
        message: `This user may not listen on port ${port}. Choose one above 1023 with --port, and let a proxy take the public one.`,
      };
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return {
        code: "address-unavailable",
        message: `${host} is not an address of this machine. Give one that is with --host, or 0.0.0.0 for all.`,
      };
    default:
      return {
        code: "listen-failed",
        message: `The server cannot listen on ${host}, port ${port} (${code ?? "unknown"}).`,
      };
  }
}
