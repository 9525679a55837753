import type { IncomingMessage, ServerResponse } from "node:http";
import { linkIdSchema } from "../shared/base/ids.ts";
import { guestPath, hostPath } from "../shared/signaling/messages.ts";
import { plainPage } from "./plain-page.ts";
import type { StaticFile } from "./static-files.ts";

/** Every refusal over HTTP, `{ "error", "message", "code" }`. */
export const httpErrors = {
  "not-found": [404, "NotFound", "There is nothing here.", "NOT_FOUND"],
  "method-not-allowed": [
    405,
    "MethodNotAllowed",
    "Only GET and HEAD are answered here.",
    "METHOD_NOT_ALLOWED",
  ],
  "upgrade-required": [426, "UpgradeRequired", "This address speaks WebSocket.", "UPGRADE_REQUIRED"],
  "foreign-origin": [403, "Forbidden", "Pages of other sites may not connect here.", "FOREIGN_ORIGIN"],
  "rate-limited": [429, "TooManyRequests", "Too many failed attempts. Wait a few minutes.", "RATE_LIMITED"],
  "server-full": [503, "ServiceUnavailable", "The server is full. Try again in a minute.", "SERVER_FULL"],
} as const satisfies Record<string, readonly [status: number, error: string, message: string, code: string]>;
export type HttpError = keyof typeof httpErrors;

export interface Health {
  readonly version: string;
  readonly hosts: number;
  readonly streams: number;
  readonly uptimeSeconds: number;
}

export interface PagesOptions {
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly publicOrigin: string;
  readonly health: () => Health;
  /** Ms this address has to wait before its requests to /api are answered again; 0 when they are. */
  readonly waitMs: (request: IncomingMessage) => number;
  /** A request to /api came to nothing. */
  readonly noteFailure: (request: IncomingMessage) => void;
}

const jsonType = "application/json; charset=utf-8";
const htmlType = "text/html; charset=utf-8";

/** Answers everything that is not a WebSocket. Request bodies are never read. */
export function createPages(
  options: PagesOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const headers = securityHeaders(options.publicOrigin);
  const index = options.files.get("index.html");

  function send(
    request: IncomingMessage,
    response: ServerResponse,
    status: number,
    type: string,
    body: string | Buffer,
    more: Readonly<Record<string, string>> = {},
  ): void {
    const bytes = Buffer.from(body);
    response.writeHead(status, {
      ...headers,
      ...openerPolicy(request, options.publicOrigin),
      "Cache-Control": "no-store",
      "Content-Type": type,
      "Content-Length": bytes.length,
      ...more,
    });
    response.end(request.method === "HEAD" ? undefined : bytes);
  }

  function sendError(request: IncomingMessage, response: ServerResponse, code: HttpError): void {
    const [status] = httpErrors[code];
    const more: Record<string, string> =
      status === 405 ? { Allow: "GET, HEAD" } : status === 426 ? { Upgrade: "websocket" } : {};
    const wantsPage =
      code === "not-found" && !isApi(pathOf(request)) && (request.headers.accept ?? "").includes("text/html");
    if (wantsPage) send(request, response, status, htmlType, plainPage("nothing-here"), more);
    else send(request, response, status, jsonType, errorBody(code), more);
  }

  async function sendFile(
    request: IncomingMessage,
    response: ServerResponse,
    file: StaticFile,
  ): Promise<void> {
    const common = {
      ETag: file.etag,
      "Cache-Control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
      ...(file.gzipped === undefined ? {} : { Vary: "Accept-Encoding" }),
    };
    if (request.headers["if-none-match"] === file.etag) {
      response.writeHead(304, { ...headers, ...openerPolicy(request, options.publicOrigin), ...common });
      response.end();
      return;
    }
    const takesGzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
    // Whatever keeps it from being packed, it can be sent as it is.
    const packed = takesGzip ? await file.gzipped?.().catch(() => undefined) : undefined;
    if (packed === undefined) return send(request, response, 200, file.type, file.bytes, common);
    send(request, response, 200, file.type, packed, { ...common, "Content-Encoding": "gzip" });
  }

  return (request, response) => {
    const path = pathOf(request);
    if (isApi(path)) {
      const waitMs = options.waitMs(request);
      if (waitMs > 0) {
        const more = { "Retry-After": String(Math.ceil(waitMs / 1000)) };
        send(request, response, 429, jsonType, errorBody("rate-limited"), more);
        return;
      }
      options.noteFailure(request);
      sendError(
        request,
        response,
        path === hostPath || path === guestPath ? "upgrade-required" : "not-found",
      );
      return;
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      return sendError(request, response, "method-not-allowed");
    }
    if (path === "/healthz") {
      return send(request, response, 200, jsonType, JSON.stringify({ status: "ok", ...options.health() }));
    }
    if (path === "/") return send(request, response, 200, htmlType, plainPage("front"));
    // The page's own parts, also where it names them relative to /j/.
    const file = options.files.get(path.replace(/^\/(j\/(?=.))?/, ""));
    if (file !== undefined && file !== index) return void sendFile(request, response, file);
    const link = /^\/j\/([^/]+)\/?$/.exec(path)?.[1];
    if (link === undefined || !linkIdSchema.safeParse(link).success) {
      return sendError(request, response, "not-found");
    }
    // Every well-formed link gets the page: what it is worth only the door tells.
    if (index !== undefined) return void sendFile(request, response, index);
    send(request, response, 200, htmlType, plainPage("use-app"));
  };
}

/** Without its query, as it was asked for: nothing is decoded, nothing tidied. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").replace(/[?#].*$/s, "");
}

function isApi(path: string): boolean {
  return path === "/api" || path.startsWith("/api/");
}

export function errorBody(code: HttpError): string {
  const [, error, message, name] = httpErrors[code];
  return JSON.stringify({ error, message, code: name });
}

/**
 * Over plain http browsers honour a Cross-Origin-Opener-Policy on this machine's own names only; elsewhere they ignore
 * it and complain of it on the console.
 */
function openerPolicy(request: IncomingMessage, publicOrigin: string): Readonly<Record<string, string>> {
  const name = (request.headers.host ?? "").replace(/:\d+$/, "");
  const honoured =
    publicOrigin.startsWith("https:") || /^(localhost|[^:]+\.localhost|127(\.\d+){3}|\[::1\])$/i.test(name);
  return honoured ? { "Cross-Origin-Opener-Policy": "same-origin" } : {};
}

function securityHeaders(publicOrigin: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    // xterm sets styles inline.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    // Not every browser counts WebSockets to the page's own origin as 'self'.
    `connect-src 'self' ${publicOrigin.replace(/^http/, "ws")}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=()",
    // A link's secret must never be typed into a page that somebody on the way replaced.
    ...(publicOrigin.startsWith("https:") ? { "Strict-Transport-Security": "max-age=31536000" } : {}),
  };
}
