import type * as NodeDataChannel from "node-datachannel";
import { type IceServer, parseIceUrl } from "../../../../shared/channel/adapters/ice-servers.ts";

export type Native = typeof NodeDataChannel;
export type NativePeer = NodeDataChannel.PeerConnection;
export type NativeChannel = NodeDataChannel.DataChannel;

/**
 * The addon, or undefined where there is none for this machine: then everything stays on the relay. It must never be
 * loaded by a worker; two threads of one process do not work.
 */
export const native: Native | undefined = await import("node-datachannel").catch(() => undefined);

/** As the native stack takes them. It speaks to TURN servers over UDP only; the others are left out and counted. */
export function toNativeIceServers(servers: readonly IceServer[]): {
  readonly servers: NodeDataChannel.IceServer[];
  readonly leftOut: number;
} {
  const taken: NodeDataChannel.IceServer[] = [];
  let leftOut = 0;
  for (const { urls, username, credential } of servers) {
    for (const url of urls) {
      const parsed = parseIceUrl(url);
      if (parsed === undefined || parsed.transport !== "udp") {
        leftOut++;
        continue;
      }
      const { scheme, host: hostname, port } = parsed;
      if (scheme === "stun") taken.push({ hostname, port });
      else
        taken.push({
          hostname,
          port,
          username: username ?? "",
          password: credential ?? "",
          relayType: "TurnUdp",
        });
    }
  }
  return { servers: taken, leftOut };
}

const held = new Set<() => void>();

/** With the addon's threads running, an exit can crash; with a peer that was not closed, joining them takes ten seconds. */
function cleanUp(): void {
  for (const close of held) close();
  native?.cleanup();
}

/** Keeps a peer until the returned function is called: `close` is called where the process exits before. */
export function holdNative(close: () => void): () => void {
  if (held.size === 0) process.on("exit", cleanUp);
  held.add(close);
  return () => {
    if (held.delete(close) && held.size === 0) process.off("exit", cleanUp);
  };
}
