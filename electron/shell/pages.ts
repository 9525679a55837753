import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { protocol, type Session } from "electron";
import { contentPolicies, pageKindOf, pageScheme } from "./addresses.ts";

const mediaTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".md": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
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

/** What the bundler makes: no dots at the start of a name, nothing to be decoded, no way upwards. */
const filePattern = /^\/((?:[\w-][\w.-]*\/)*[\w-][\w.-]*)$/;

async function answer(folder: string, method: string, address: string): Promise<Response> {
  const notFound = new Response(null, { status: 404 });
  const kind = pageKindOf(address);
  if (kind === undefined || method !== "GET") return notFound;
  const { pathname } = new URL(address);
  const file = pathname === "/" ? "index.html" : filePattern.exec(pathname)?.[1];
  if (file === undefined) return notFound;
  const content = await readFile(join(folder, file)).catch(() => undefined);
  if (content === undefined) return notFound;
  return new Response(content, {
    headers: {
      "content-type": mediaTypes[extname(file)] ?? "application/octet-stream",
      "content-security-policy": contentPolicies[kind],
      "cross-origin-opener-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}
