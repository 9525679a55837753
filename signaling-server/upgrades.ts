import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Clock, Crypto, Logger, Random } from "../shared/base/ports.ts";
import { closeCodeOf } from "../shared/signaling/close-codes.ts";
import { guestPath, hostPath } from "../shared/signaling/messages.ts";
import { maxStreamFrameBytes } from "../shared/signaling/stream-frames.ts";
import { addressOf, countedAs, isLoopback } from "./addresses.ts";
import type { Failures } from "./failures.ts";
import { attachGuest } from "./guest-socket.ts";
import type { SignalingLimits } from "./limits.ts";
import { attachLine } from "./line-socket.ts";
import { errorBody, type HttpError, httpErrors, pathOf } from "./pages.ts";
import type { QueueBudget } from "./queue-budget.ts";
import type { Relay } from "./relay.ts";

export interface UpgradesOptions {
  readonly relay: Relay;
  readonly queues: QueueBudget;
  readonly failures: Readonly<Record<"host" | "guest", Failures>>;
  readonly publicOrigin: string;
  /** Accepted from this machine itself. */
  readonly localOrigins: readonly string[];
  readonly trustProxy: boolean;
  readonly crypto: Pick<Crypto, "verify">;
  readonly random: Random;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: SignalingLimits;
}

export interface Upgrades {
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every WebSocket, at last by force. */
  dispose(): void;
}

/** closeTimeout is missing in the types of `ws`, which therefore must not see a literal. */
const socketServerOptions = {
  noServer: true,
  clientTracking: true,
  perMessageDeflate: false,
  maxPayload: maxStreamFrameBytes,
  closeTimeout: 5_000,
};

/** Decides which requests become WebSockets, and whose. */
export function createUpgrades(options: UpgradesOptions): Upgrades {
  const { relay, clock, limits } = options;
  const sockets = new WebSocketServer(socketServerOptions);
  let nextId = 0;
  let proxyNoted = false;

  function originsFor(request: IncomingMessage): readonly string[] {
    // Only the connection itself shows this: behind a proxy everybody comes from this machine.
    const local = !options.trustProxy && isLoopback(addressOf(request, false));
    return local ? [options.publicOrigin, ...options.localOrigins] : [options.publicOrigin];
  }

  /** Without their real addresses all guests would be limited together. */
  function warnOfProxy(request: IncomingMessage): void {
    if (proxyNoted || options.trustProxy || request.headers["x-forwarded-for"] === undefined) return;
    proxyNoted = true;
    options.logger.warn("a proxy is in front, but its X-Forwarded-For is not trusted: see --trust-proxy");
  }

  function waitingFrom(address: string): number {
    let waiting = 0;
    for (const guest of relay.state.guests.values()) {
      if (guest.phase !== "open" && countedAs(guest.address) === address) waiting += 1;
    }
    for (const line of relay.state.lines.values()) {
      if (line.phase !== "proved" && countedAs(line.address) === address) waiting += 1;
    }
    return waiting;
  }

  /** A page learns nothing of a refused upgrade, so who comes too often is let in and told. */
  function turnAway(socket: WebSocket): void {
    socket.on("error", () => {});
    socket.close(closeCodeOf("rate-limited"));
    cutAfterGrace(socket);
  }

  function cutAfterGrace(socket: WebSocket): void {
    const cut = clock.schedule(limits.closeGraceMs, () => socket.terminate());
    socket.on("close", () => cut.dispose());
  }

  function attach(kind: "host" | "guest", request: IncomingMessage, socket: WebSocket): void {
    const address = addressOf(request, options.trustProxy);
    warnOfProxy(request);
    const counted = countedAs(address);
    const limited = options.failures[kind].isLimited(counted, clock.monotonicMs());
    if (limited || waitingFrom(counted) >= limits.waitingPerAddress) return turnAway(socket);
    const id = nextId++;
    const { queues } = options;
    if (kind === "guest") return attachGuest({ id, address, socket, relay, clock, limits, queues });
    const { crypto, random } = options;
    attachLine({
      id,
      address,
      socket,
      origins: originsFor(request),
      relay,
      crypto,
      random,
      clock,
      limits,
      queues,
    });
  }

  return {
    handle(request, socket, head) {
      const path = pathOf(request);
      const kind = path === hostPath ? "host" : path === guestPath ? "guest" : undefined;
      if (kind === undefined) return refuse(socket, "not-found");
      const { origin } = request.headers;
      if (origin !== undefined && !originsFor(request).includes(origin))
        return refuse(socket, "foreign-origin");
      const full =
        kind === "host" ? relay.state.lines.size >= limits.lines : relay.state.guests.size >= limits.guests;
      if (full) return refuse(socket, "server-full");
      sockets.handleUpgrade(request, socket, head, (upgraded) => attach(kind, request, upgraded));
    },
    dispose() {
      for (const socket of sockets.clients) {
        // 1001: the server goes away, and may be back soon.
        socket.close(1001);
        cutAfterGrace(socket);
      }
      sockets.close();
    },
  };
}

function refuse(socket: Duplex, code: HttpError): void {
  const [status, error] = httpErrors[code];
  const body = errorBody(code);
  const head = [
    `HTTP/1.1 ${status} ${error}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
  ];
  socket.on("error", () => {});
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
