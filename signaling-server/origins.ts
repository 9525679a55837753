import { err, ok, type Result } from "../shared/base/result.ts";

/** A public address as an origin, or a sentence why it is none. */
export function parsePublicUrl(text: string): Result<string, string> {
  if (!URL.canParse(text))
    return err(`"${text}" is not an address. Give one like https://tandem.example.org.`);
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return err(`The public address must begin with https:// or http://, not ${url.protocol}//.`);
  }
  // Links, pages and sockets all begin at the root: a server under a path would have to rewrite each of them.
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username !== "") {
    return err(`The public address must be a bare origin like ${url.origin}: no path, no user, no query.`);
  }
  return ok(url.origin);
}

/** The origin of a listening address, as a browser writes it. */
export function originOf(host: string, port: number): string {
  const name = host === "0.0.0.0" || host === "::" || host === "" ? "127.0.0.1" : host;
  return new URL(`http://${name.includes(":") ? `[${name}]` : name}:${port}`).origin;
}

/** By which names this machine may call its own server. */
export function loopbackOrigins(port: number): readonly string[] {
  return ["127.0.0.1", "localhost", "[::1]"].map((name) => new URL(`http://${name}:${port}`).origin);
}
