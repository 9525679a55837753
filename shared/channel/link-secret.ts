import { concat, fromBase64url, toBase64url, utf8 } from "../base/bytes.ts";
import { type LinkId, linkIdSchema } from "../base/ids.ts";
import type { Crypto, Random } from "../base/ports.ts";
import { err, ok, type Result } from "../base/result.ts";
import { hkdf } from "./hkdf.ts";

const fragmentVersion = 1;
const secretBytes = 16;
const keyHashBytes = 16;
const fragmentBytes = 1 + secretBytes + keyHashBytes;

/** A share link: `<origin>/j/<linkId>#<fragment>`, fragment = base64url(version ‖ secret ‖ hostKeyHash). */
export interface ShareLink {
  /** Of the signaling server: `https://host` or `https://host:port` (or http), lower case, no path. */
  readonly origin: string;
  readonly linkId: LinkId;
  /** 16 random bytes. Whoever has them may knock; never sent anywhere, never logged. */
  readonly secret: Uint8Array;
  /** The first 16 bytes of SHA-256 of the host's Ed25519 public key. */
  readonly hostKeyHash: Uint8Array;
}

export type LinkErrorCode = "not-a-link" | "incomplete" | "mistyped" | "newer-version";

export interface LinkError {
  readonly code: LinkErrorCode;
  /** For the person who pasted it. */
  readonly message: string;
}

const messages = {
  "not-a-link": "This is not a Tandem link. A link looks like https://example.org/j/LNK-…#….",
  incomplete: "This link is incomplete: the part after # is missing or cut off. Copy the whole link again.",
  mistyped: "This link is mistyped. Copy it again, or ask for a new one.",
  "newer-version": "This link was made by a newer version of Tandem. Update Tandem to open it.",
} as const satisfies Record<LinkErrorCode, string>;

export function createLinkSecret(random: Random): Uint8Array {
  return random.bytes(secretBytes);
}

/** 16 bytes: how a link names the host it leads to. */
export function hashHostKey(crypto: Crypto, hostKey: Uint8Array): Uint8Array {
  return crypto.sha256(hostKey).slice(0, keyHashBytes);
}

export interface LinkKeys {
  /** 32 bytes, shown to the signaling server in a message body to be introduced. Tells nothing about the psk. */
  readonly door: Uint8Array;
  /** 32 bytes: the pre-shared key of the handshake with the host. Never leaves the two ends. */
  readonly psk: Uint8Array;
}

export function deriveLinkKeys(crypto: Crypto, secret: Uint8Array): LinkKeys {
  const salt = new Uint8Array(0);
  return {
    door: hkdf(crypto, salt, secret, utf8("tandem/1 link door")),
    psk: hkdf(crypto, salt, secret, utf8("tandem/1 link psk")),
  };
}

/** 32 bytes: what the signaling server keeps of a door. */
export function doorHash(crypto: Crypto, door: Uint8Array): Uint8Array {
  return crypto.sha256(door);
}

export function formatLinkUrl(link: ShareLink): string {
  return `${link.origin}/j/${link.linkId}#${formatFragment(link)}`;
}

/** `tandem://join/<host>/j/<linkId>#<fragment>`; a server without TLS has `http/` before its host. */
export function formatDeepLink(link: ShareLink): string {
  const [scheme, host] = link.origin.split("://");
  return `tandem://join/${scheme === "http" ? "http/" : ""}${host}/j/${link.linkId}#${formatFragment(link)}`;
}

function formatFragment({ secret, hostKeyHash }: ShareLink): string {
  return toBase64url(concat(Uint8Array.of(fragmentVersion), secret, hostKeyHash));
}

const host = String.raw`(?<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(?<port>[0-9]{1,5}))?`;
const rest = String.raw`/j/(?<link>[^/?#]*)(?:\?[^#]*)?(?:#(?<fragment>.*))?`;
// Of a page link or of a deep link; no user info, no path before /j/, a query (mailers add them) is left out.
const pageLink = new RegExp(`^(?<scheme>https?)://${host}${rest}$`, "i");
const deepLink = new RegExp(`^tandem://join/(?:(?<scheme>https?)/)?${host}${rest}$`, "i");
const wrapping = /^[\s<"'(]+|[\s>"').,;]+$/g;

/** Takes a page link or a deep link as people paste them: with spaces, quotes or brackets around. */
export function parseLinkUrl(text: string): Result<ShareLink, LinkError> {
  const parts = longestLink >= text.length ? matchLink(text.replaceAll(wrapping, "")) : undefined;
  if (parts === undefined) return refuse("not-a-link");
  const linkId = linkIdSchema.safeParse(parts["link"]);
  if (!linkId.success) return refuse("mistyped");
  const origin = canonicalOrigin(parts);
  if (origin === undefined) return refuse("not-a-link");

  const fragment = fromBase64url(parts["fragment"] ?? "");
  if (fragment === undefined) return refuse("mistyped");
  const version = fragment[0];
  if (version === undefined) return refuse("incomplete");
  if (version > fragmentVersion) return refuse("newer-version");
  if (version < fragmentVersion) return refuse("mistyped");
  if (fragment.length < fragmentBytes) return refuse("incomplete");
  if (fragment.length > fragmentBytes) return refuse("mistyped");
  return ok({
    origin,
    linkId: linkId.data,
    secret: fragment.slice(1, 1 + secretBytes),
    hostKeyHash: fragment.slice(1 + secretBytes),
  });
}

/** Far above any link of ours: what is longer is somebody's document, not worth a regular expression. */
const longestLink = 2_048;

function matchLink(text: string): Record<string, string | undefined> | undefined {
  return (pageLink.exec(text) ?? deepLink.exec(text))?.groups;
}

/** Undefined for an impossible port. Default ports are left out, so that equal origins are equal strings. */
function canonicalOrigin(parts: Record<string, string | undefined>): string | undefined {
  const scheme = (parts["scheme"] ?? "https").toLowerCase();
  const name = (parts["host"] ?? "").toLowerCase();
  if (parts["port"] === undefined) return `${scheme}://${name}`;
  const port = Number(parts["port"]);
  if (port < 1 || port > 65_535) return undefined;
  const isDefault = port === (scheme === "https" ? 443 : 80);
  return isDefault ? `${scheme}://${name}` : `${scheme}://${name}:${port}`;
}

function refuse(code: LinkErrorCode): Result<ShareLink, LinkError> {
  return err({ code, message: messages[code] });
}
