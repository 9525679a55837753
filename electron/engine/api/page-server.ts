import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { WebSocket } from "ws";
import { safeParse } from "../../../shared/base/parse.ts";
import { equalBytes, fromBase64url, toBase64url } from "../../../shared/base/bytes.ts";
import { type Disposable, DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import type { Clock, Crypto, Random } from "../../../shared/base/ports.ts";
import { ownerChannel } from "../../../shared/channel/adapters/owner-channel.ts";
import {
  launchInputSchema,
  localHelloSchema,
  localPageMac,
  localProofSchema,
  localServerMac,
} from "../../../shared/wire/local-server.ts";
import type { Host } from "../host.ts";
import { closeServer, createWebSocketServer, localPrefix, refuseUpgrade } from "./local-server.ts";

/** A launch code that nobody used is worth nothing after this long. */
const codeLifeMs = 10 * 60_000;
/** For both proofs together. */
const proofTimeoutMs = 5_000;
/** The body of a launch is a code. */
const maxBodyBytes = 1_024;

/** connect-src names this server alone; inline styles are xterm's. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

export interface PageServerOptions {
  readonly host: Pick<Host, "openPath">;
  /** The built page. */
  readonly folder: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: Random;
}

/** The owner's page in a browser of this machine. */
export interface PageServer extends Disposable {
  readonly origin: string;
  /** An address that opens the page once, within ten minutes. */
  launchUrl(): string;
}

/** Serves the owner's page on 127.0.0.1. Nothing is told to anybody who does not hold a launch code or its token. */
export async function servePage(options: PageServerOptions): Promise<PageServer> {
  const { crypto, clock, random } = options;
  const owned = new DisposableStore();
  const codes = new Map<string, number>();
  /** Held by every page that was launched; gone with this server. */
  const token = random.bytes(32);
  const sockets = createWebSocketServer();
  let authority = "";

  const isOwnAddress = (request: IncomingMessage, needsOrigin: boolean) =>
    request.headers.host === authority &&
    (request.headers.origin === undefined ? !needsOrigin : request.headers.origin === `http://${authority}`);

  const launch = async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const chunk of request) {
      body += String(chunk);
      if (body.length > maxBodyBytes) return response.writeHead(413).end();
    }
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return response.writeHead(400).end();
    }
    const input = safeParse(launchInputSchema, value);
    const bornMs = input.success ? codes.get(input.data.code) : undefined;
    if (input.success) codes.delete(input.data.code);
    if (bornMs === undefined || clock.monotonicMs() - bornMs > codeLifeMs)
      return response.writeHead(403).end();
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify({ token: toBase64url(token) }));
  };

  const serveFile = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? "/", "http://page").pathname;
    const name = path === "/" ? "index.html" : decodeURIComponent(path).slice(1);
    const file = normalize(join(options.folder, name));
    const found = file.startsWith(options.folder + sep) ? await stat(file).catch(() => undefined) : undefined;
    if (found === undefined || !found.isFile()) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": contentTypes[extname(file)] ?? "application/octet-stream",
      "content-length": found.size,
      "cache-control": name === "index.html" ? "no-store" : "public, max-age=31536000, immutable",
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    if (request.method === "HEAD") return response.end();
    await pipeline(createReadStream(file), response);
  };

  const server = createServer((request, response) => {
    if (!isOwnAddress(request, request.method === "POST")) return void response.writeHead(403).end();
    const isLaunch = request.method === "POST" && request.url === "/launch";
    const isRead = request.method === "GET" || request.method === "HEAD";
    if (!isLaunch && !isRead) return void response.writeHead(405).end();
    void (isLaunch ? launch(request, response) : serveFile(request, response)).catch(() =>
      response.destroy(),
    );
  });

  /** Both sides prove that they hold the token; then the socket is the owner's. */
  const prove = (socket: WebSocket, path: string) => {
    const timer = clock.schedule(proofTimeoutMs, () => socket.terminate());
    const fail = () => socket.close(1008);
    let serverNonce: Uint8Array | undefined;
    let pageNonce: Uint8Array | undefined;
    socket.once("close", () => timer.dispose());
    const handle = (data: Buffer, isBinary: boolean) => {
      let value: unknown;
      try {
        value = isBinary ? undefined : JSON.parse(data.toString("utf8"));
      } catch {
        return fail();
      }
      if (pageNonce === undefined || serverNonce === undefined) {
        const hello = safeParse(localHelloSchema, value);
        if (!hello.success) return fail();
        pageNonce = fromBase64url(hello.data.nonce);
        serverNonce = random.bytes(32);
        if (pageNonce === undefined) return fail();
        const nonces = { page: pageNonce, server: serverNonce };
        socket.send(
          JSON.stringify({
            type: "proof",
            nonce: toBase64url(serverNonce),
            mac: toBase64url(localServerMac(crypto, token, nonces)),
          }),
        );
        return;
      }
      const proof = safeParse(localProofSchema, value);
      const mac = proof.success ? fromBase64url(proof.data.mac) : undefined;
      const nonces = { page: pageNonce, server: serverNonce };
      if (mac === undefined || !equalBytes(mac, localPageMac(crypto, token, nonces))) return fail();
      timer.dispose();
      socket.off("message", handle);
      socket.send(JSON.stringify({ type: "ready" }));
      options.host.openPath(path, ownerChannel(socket, path, clock));
    };
    socket.on("message", handle);
    socket.on("error", () => socket.terminate());
  };

  server.on("clientError", (_error, socket) => socket.destroy());
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = request.url ?? "";
    if (!isOwnAddress(request, true)) return refuseUpgrade(socket, "403 Forbidden");
    if (!path.startsWith(localPrefix)) return refuseUpgrade(socket, "404 Not Found");
    sockets.handleUpgrade(request, socket, head, (opened) => prove(opened, path.slice(localPrefix.length)));
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  authority = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  owned.add(toDisposable(() => void closeServer(server, sockets, clock)));

  return {
    origin: `http://${authority}`,
    launchUrl() {
      const code = toBase64url(random.bytes(24));
      for (const [old, bornMs] of codes) if (clock.monotonicMs() - bornMs > codeLifeMs) codes.delete(old);
      codes.set(code, clock.monotonicMs());
      return `http://${authority}/#launch=${code}`;
    },
    dispose: () => owned.dispose(),
  };
}
