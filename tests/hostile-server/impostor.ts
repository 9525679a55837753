import { onTestFinished } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { systemClock, systemRandom } from "../../electron/engine/ports.ts";
import { equalBytes, utf8 } from "../../shared/base/bytes.ts";
import { createSessionId, type LinkId } from "../../shared/base/ids.ts";
import type { KeyPair } from "../../shared/base/ports.ts";
import { webSocketChannel } from "../../shared/channel/adapters/web-socket.ts";
import { acceptHandshake } from "../../shared/channel/handshake.ts";
import { guestPath, openSchema } from "../../shared/signaling/messages.ts";

const crypto = createNativeCrypto();

/** What a guest's socket meets once it has said which link it wants. */
export type Reception = (socket: WebSocket, link: LinkId) => void;

export interface Impostor {
  readonly url: string;
  /** Every message guests sent, as it came. */
  readonly heard: readonly Buffer[];
}

export const budget = { bytesPerSecond: 1_000_000, burstBytes: 1_000_000 };

/** Lets a guest through to whoever pretends to be the host. */
export function open(socket: WebSocket): void {
  socket.send(JSON.stringify({ type: "opened", budget }));
}

/** A signaling server that has no host behind it and receives guests itself. Ends with the test. */
export async function impostor(receive: Reception): Promise<Impostor> {
  const heard: Buffer[] = [];
  const sockets = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    path: guestPath,
    perMessageDeflate: false,
  });
  sockets.on("connection", (socket) => {
    socket.on("error", () => {});
    // Whoever receives the guest may ask for another kind of buffer.
    socket.on("message", (data: Buffer | ArrayBuffer) => heard.push(Buffer.from(new Uint8Array(data))));
    socket.once("message", (data: Buffer) => {
      receive(socket, openSchema.parse(JSON.parse(data.toString("utf8"))).link);
    });
  });
  await new Promise<void>((resolve) => sockets.once("listening", resolve));
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  });
  const address = sockets.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, heard };
}

/**
 * Plays the host for guests whose link's secret it knows, or believes to know. passFor: the public key it claims in the
 * handshake's prologue, where it shows its own afterwards.
 */
export function playHost(
  identity: KeyPair,
  psk: Uint8Array,
  { passFor = identity.publicKey }: { readonly passFor?: Uint8Array } = {},
): Reception {
  return (socket, linkId) => {
    open(socket);
    void acceptHandshake({
      channel: webSocketChannel(socket, { clock: systemClock }),
      crypto: {
        ...crypto,
        sha256: (data) => crypto.sha256(equalBytes(data, identity.publicKey) ? passFor : data),
      },
      clock: systemClock,
      psk,
      linkId,
      sessionId: createSessionId(systemRandom),
      identity,
      greeting: utf8("{}"),
    });
  };
}
