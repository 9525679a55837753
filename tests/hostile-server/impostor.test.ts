import { describe, expect, test } from "vitest";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { systemRandom } from "../../electron/engine/ports.ts";
import { createLinkId } from "../../shared/base/ids.ts";
import {
  createLinkSecret,
  deriveLinkKeys,
  formatLinkUrl,
  hashHostKey,
  type ShareLink,
} from "../../shared/channel/link-secret.ts";
import { installation } from "../support/tandem.ts";
import { budget, impostor, type Impostor, open, playHost, type Reception } from "./impostor.ts";
import { pageDialer } from "./page-guest.ts";

const crypto = createNativeCrypto();
const host = crypto.createEd25519();
const other = crypto.createEd25519();

/** A link of a host that this server was never connected to. */
function linkAt(server: Impostor, secret: Uint8Array): ShareLink {
  const hostKeyHash = hashHostKey(crypto, host.publicKey);
  return { origin: server.url, linkId: createLinkId(systemRandom), secret, hostKeyHash };
}

const secret = createLinkSecret(systemRandom);
const { door, psk } = deriveLinkKeys(crypto, secret);

const untrusted = /Somebody else answered in the host's place\. Do not continue; ask for a new link\./;
const unproven = /The other side could not prove who it is\./;
const lost = /The line was lost/;
const late = /The other side took too long to prove who it is\./;
const unreachable = /The signaling server cannot be reached\./;
const strange = /The other side sent something that is not part of the protocol\./;

const cases: readonly (readonly [string, Reception, number, string, RegExp])[] = [
  // The second line of defence: whoever has the secret (a leaked link) still has not the host's key.
  ["knows the secret and answers as another host", playHost(other, psk), 4, "lost", lost],
  [
    "knows the secret and shows a key of its own",
    playHost(other, psk, { passFor: host.publicKey }),
    3,
    "wrong-host-key",
    untrusted,
  ],
  [
    "shows the host's key without having it",
    playHost({ publicKey: host.publicKey, privateKey: other.privateKey }, psk),
    3,
    "wrong-host-key",
    untrusted,
  ],
  [
    "makes a secret of the door it was shown",
    playHost({ publicKey: host.publicKey, privateKey: other.privateKey }, door),
    4,
    "lost",
    lost,
  ],
  [
    "sends the guest's own words back",
    (socket) => {
      open(socket);
      socket.on("message", (data: Buffer) => socket.send(data));
    },
    3,
    "authentication-failed",
    unproven,
  ],
  ["opens the stream and then says nothing", open, 4, "handshake-timeout", late],
  ["takes the guest in and never answers", () => {}, 4, "server-unreachable", unreachable],
  ["answers what is no answer", (socket) => socket.send("{}"), 1, "protocol-error", strange],
  [
    "floods whoever comes",
    (socket) => {
      open(socket);
      for (let i = 0; i < 200; i++) socket.send(new Uint8Array(65_536));
    },
    1,
    "over-budget",
    /The connection sent more than it may\./,
  ],
  [
    "claims that the owner removed the guest",
    (socket) => {
      open(socket);
      socket.close(4002);
    },
    4,
    "lost",
    lost,
  ],
  [
    "claims that the session has ended well",
    (socket) => {
      socket.send(JSON.stringify({ type: "opened", budget }));
      socket.close(4001);
    },
    4,
    "lost",
    lost,
  ],
];

describe("a server in the host's place", () => {
  test.each(cases)(
    "[C2, C3, C6] that %s lets nobody believe it",
    async (_name, receive, code, reason, sentence) => {
      const own = installation();
      const server = await impostor(receive);
      const link = linkAt(server, secret);
      const [joined, looked] = await Promise.all([
        own.run("join", formatLinkUrl(link), "--name", "Marguerite-Marker", "--json"),
        pageDialer(link).look(),
      ]);
      expect(joined).toMatchObject({
        code,
        lines: [{ error: reason, message: expect.stringMatching(sentence) }],
      });
      expect(looked).toMatchObject({
        ok: false,
        error: { reason, message: expect.stringMatching(sentence) },
      });
      // Nothing was told to it but the door: no name, no key, nothing that was meant for the host.
      const all = Buffer.concat(server.heard);
      for (const hidden of ["Marguerite", Buffer.from(secret), Buffer.from(psk)]) {
        expect(all.includes(hidden)).toBe(false);
      }
    },
  );
});
