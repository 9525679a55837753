import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** The address a request comes from, an IPv4 one without its IPv6 wrapping. */
export function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  if (trustProxy) {
    // The last one is what the proxy itself saw; those before it are whatever the client wrote.
    const forwarded = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",").at(-1)?.trim();
    if (forwarded !== undefined && isIP(forwarded) !== 0) return plain(forwarded);
  }
  return plain(request.socket.remoteAddress ?? "unknown");
}

function plain(address: string): string {
  return address
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, "")
    .replace(/%.*$/, "");
}

export function isLoopback(address: string): boolean {
  return address === "::1" || /^127\.\d+\.\d+\.\d+$/.test(address);
}

/** Whom failures are counted for: an IPv4 address, or an IPv6 /64, since one customer has all of it. */
export function countedAs(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const end = tail === "" ? [] : tail.split(":");
    while (groups.length + end.length < 8) groups.push("0");
    groups.push(...end);
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
