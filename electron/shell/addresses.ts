/** Pages have a scheme of their own: `file:` would give them each other's files, and has no origin to check. */
export const pageScheme = "tandem-app";

/**
 * Two origins for the same page. `owner` talks to the engine and to nothing else; `guest` shows a session of somebody
 * else's, talks to servers, and never gets a port to the engine.
 */
export const pageAddresses = { owner: `${pageScheme}://owner/`, guest: `${pageScheme}://guest/` } as const;
export type PageKind = keyof typeof pageAddresses;

/** Which page an address is; undefined for every other address. */
export function pageKindOf(address: string): PageKind | undefined {
  return (["owner", "guest"] as const).find((kind) => address.startsWith(pageAddresses[kind]));
}

/** The address of a page that joins by this link. */
export function guestAddress(link: string): string {
  return `${pageAddresses.guest}#join=${encodeURIComponent(link)}`;
}

const sameForAll = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  // xterm sets styles on its elements.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

export const contentPolicies: Readonly<Record<PageKind, string>> = {
  owner: [...sameForAll, "connect-src 'self'"].join("; "),
  // Links name any signaling server, also one on the local network without TLS; what goes over it is encrypted by us.
  guest: [...sameForAll, "connect-src 'self' https: http: wss: ws:"].join("; "),
};
