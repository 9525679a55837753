import { parseLinkUrl, type ShareLink } from "../../shared/channel/link-secret.ts";
import type { Installation } from "../support/tandem.ts";
import { type Meddler, meddler } from "./meddler.ts";

/** A session shared through a server that meddles, by a link that lets people in and type. */
export async function shared(
  own: Installation,
): Promise<{ server: Meddler; session: string; url: string; link: ShareLink }> {
  const server = await meddler(own);
  const { id: session } = await own.start([
    "--mode",
    "interactive",
    "--signaling",
    server.url,
    "--",
    "bash",
    "--norc",
  ]);
  const { url } = await own.share(session, "--grant", "interact", "--no-approve");
  const link = parseLinkUrl(url);
  if (!link.ok) throw new Error(link.error.message);
  return { server, session, url, link: link.value };
}

/** Everybody in the session but its owner. */
export async function peopleIn(own: Installation, session: string): Promise<readonly string[]> {
  const { lines } = await own.run("participants", session, "--json");
  return lines.filter((line) => line["role"] !== "owner").map((line) => String(line["name"]));
}
