import { expect } from "vitest";
import { WebSocket } from "ws";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { systemClock, systemRandom } from "../../electron/engine/ports.ts";
import { fromBase64url } from "../../shared/base/bytes.ts";
import { startGuestHandshake } from "../../shared/channel/handshake.ts";
import { parseLinkUrl, type ShareLink } from "../../shared/channel/link-secret.ts";
import { guestPath } from "../../shared/signaling/messages.ts";
import { openRelay } from "../../shared/signaling/open-relay.ts";
import type { Installation } from "../support/tandem.ts";
import { type Meddler, meddler } from "./meddler.ts";

const crypto = createNativeCrypto();

/** A session in which everybody who may types to a bash, of a host that knows this server. */
export async function startOn(own: Installation, { url }: Meddler): Promise<string> {
  const words = ["--mode", "interactive", "--max", "60", "--signaling", url, "--", "bash", "--norc"];
  return (await own.start(words)).id;
}

/** A session shared through a server that meddles, by a link that lets people in and type. */
export async function shared(
  own: Installation,
): Promise<{ server: Meddler; session: string; url: string; link: ShareLink }> {
  const server = await meddler(own);
  const session = await startOn(own, server);
  const { url } = await own.share(session, "--grant", "interact", "--no-approve");
  const link = parseLinkUrl(url);
  if (!link.ok) throw new Error(link.error.message);
  return { server, session, url, link: link.value };
}

/** What a server can make up of what it saw: a guest at the door of a real one, with secrets it does not know. */
export async function inventGuests(server: Meddler, link: ShareLink): Promise<void> {
  const { door } = JSON.parse(server.openings[0] ?? "{}") as { readonly door?: string };
  const stolen = fromBase64url(door ?? "");
  if (stolen === undefined) throw new Error("no door was seen");
  for (const secret of [systemRandom.bytes(16), stolen.slice(0, 16), new Uint8Array(16)]) {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}${guestPath}`);
    const relay = await openRelay({
      socket,
      link: link.linkId,
      door: stolen,
      clock: systemClock,
      timeoutMs: 5_000,
    });
    if (!relay.ok) throw new Error(relay.error);
    const tried = await startGuestHandshake({
      channel: relay.value,
      crypto,
      clock: systemClock,
      link: { ...link, secret },
      identity: crypto.createEd25519(),
    });
    expect(tried.ok).toBe(false);
  }
}

/** Everybody in the session but its owner. */
export async function peopleIn(own: Installation, session: string): Promise<readonly string[]> {
  const { lines } = await own.tell("participants", session, "--json");
  return lines.filter((line) => line["role"] !== "owner").map((line) => String(line["name"]));
}
