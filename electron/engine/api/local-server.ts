import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Clock } from "../../../shared/base/ports.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { ownerChannel } from "../../../shared/channel/adapters/owner-channel.ts";
import type { Host } from "../host.ts";
import { apiError } from "./api-error.ts";
import { failed, reply, serveApiRequest } from "./http-api.ts";
import type { ApiHost } from "./route.ts";
import { maxLocalFrameBytes } from "../../../shared/wire/local-server.ts";
import { socketPath, takeSocket } from "./lock.ts";

/** Path of every owner's WebSocket: `/local/host`, `/local/session/SES-…`. */
export const localPrefix = "/local/";

/** Ends an upgrade that is not let through. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  // Whoever is refused may hang up on us; that must not end the host.
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

export function createWebSocketServer(): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxLocalFrameBytes,
    clientTracking: true,
  });
}

/** A request of the local API that is not here as a whole by then is given up. */
export const requestTimeoutMs = 15_000;
/** Answers that are owed when the host goes may take this long. */
const lastAnswersMs = 2_000;

const hostGone = failed(apiError(503, "host-gone", "The host has stopped. Start Tandem again."), {
  last: true,
});

/** Resolves when everything that was asked is answered, or has had its time. */
export function answersOut(answering: ReadonlySet<Promise<void>>, clock: Clock): Promise<void> {
  if (answering.size === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const late = clock.schedule(lastAnswersMs, resolve);
    void Promise.all(answering).then(() => {
      late.dispose();
      resolve();
    });
  });
}

/** Whoever does not answer a goodbye within this time is cut off. */
const goodbyeMs = 1_000;

/** Says goodbye on every socket and resolves when all are closed: what was sent before has arrived then. */
export async function closeServer(server: Server, sockets: WebSocketServer, clock: Clock): Promise<void> {
  const goodbyes = [...sockets.clients].map(
    (socket) =>
      new Promise<void>((resolve) => {
        const late = clock.schedule(goodbyeMs, () => socket.terminate());
        socket.once("close", () => {
          late.dispose();
          resolve();
        });
        socket.close(1001);
      }),
  );
  server.close();
  server.closeIdleConnections();
  await Promise.all(goodbyes);
}

export interface LocalDoor {
  /** Resolves when every line through it is closed. */
  close(): Promise<void>;
}

/**
 * The owner's door on this machine: a socket only its user may open (mode 0600), in the data folder. Whoever can open
 * it is the owner. It is the one-host lock as well, taken before anything else of the folder is touched: `taken` means
 * that another host runs on it. Lines that come before the host is there wait for it. Plain requests are the local API.
 */
export async function listenLocally(
  dataFolder: string,
  clock: Clock,
  ready: Promise<(ApiHost & Pick<Host, "openPath">) | undefined>,
): Promise<Result<LocalDoor, "taken" | "unusable">> {
  const answering = new Set<Promise<void>>();
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const host = await ready;
    if (host === undefined) reply(response, hostGone);
    else await serveApiRequest(host, request, response);
  };
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    const answered = serve(request, response);
    answering.add(answered);
    void answered.finally(() => answering.delete(answered));
  });
  const sockets = createWebSocketServer();
  server.on("clientError", (_error, socket) => socket.destroy());
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = request.url ?? "";
    if (!path.startsWith(localPrefix)) return refuseUpgrade(socket, "404 Not Found");
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on("error", () => opened.terminate());
      const place = path.slice(localPrefix.length);
      const channel = ownerChannel(opened, place, clock);
      void ready.then((host) => {
        if (host === undefined) channel.close("host-offline");
        else host.openPath(place, channel);
      });
    });
  });
  const path = await socketPath(dataFolder).catch(() => undefined);
  const taken = path === undefined ? err("unusable" as const) : await takeSocket(server, path);
  if (!taken.ok) return err(taken.error);
  return ok({
    async close() {
      await answersOut(answering, clock);
      await closeServer(server, sockets, clock);
    },
  });
}
