/** An address as a browser understands it, not as whoever made the link wrote it. */
export interface LinkParts {
  /** Names in punycode, everything else percent-encoded: what is opened and copied. */
  readonly href: string;
  /** Scheme, and a name before an `@`, which leads nowhere. */
  readonly before: string;
  /** Where it leads, port included. */
  readonly host: string;
  readonly after: string;
}

/** Undefined for what is no address of the web. */
export function linkParts(address: string): LinkParts | undefined {
  if (!URL.canParse(address)) return undefined;
  const { href, protocol, host, username, password } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") return undefined;
  const secret = password === "" ? "" : `:${password}`;
  const user = username === "" && secret === "" ? "" : `${username}${secret}@`;
  const before = `${protocol}//${user}`;
  return { href, before, host, after: href.slice(before.length + host.length) };
}
