import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { protocol, type Session } from "electron";
import { contentPolicies, pageKindOf, pageScheme } from "./addresses.ts";

const mediaTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/plain; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** Must run before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers requests for pages with the files of one folder, and for nothing outside of it. */
export function servePages(session: Session, folder: string): void {
  session.protocol.handle(pageScheme, (request) => answer(folder, request.method, request.url));
}

async function answer(folder: string, method: string, address: string): Promise<Response> {
  const kind = pageKindOf(address);
  if (kind === undefined || method !== "GET") return new Response(null, { status: 404 });
  const path = normalize(decodeURI(new URL(address).pathname));
  const mediaType = mediaTypes[extname(path)];
  const file = path === "/" ? "index.html" : path.slice(1);
  if (file.split(/[\\/]/).some((part) => part.startsWith("."))) return new Response(null, { status: 404 });
  try {
    return new Response(await readFile(join(folder, file)), {
      headers: {
        "content-type": mediaType ?? (path === "/" ? "text/html; charset=utf-8" : "application/octet-stream"),
        "content-security-policy": contentPolicies[kind],
        "cross-origin-opener-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      },
    });
  } catch {
    return new Response(null, { status: 404 });
  }
}
