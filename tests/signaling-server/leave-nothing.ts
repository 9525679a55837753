import { WebSocket } from "ws";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { silentLogger, systemClock, systemRandom } from "../../electron/engine/ports.ts";
import { createHostLine } from "../../electron/engine/transports/signaling/host-line.ts";
import { toBase64url } from "../../shared/base/bytes.ts";
import { createLinkId, createSessionId } from "../../shared/base/ids.ts";
import { doorHashSchema, guestPath } from "../../shared/signaling/messages.ts";
import { openRelay } from "../../shared/signaling/open-relay.ts";
import { runSignalingServer } from "../../signaling-server/main.ts";

/** A program that uses everything once, disposes of it, and must then end without being told to. */
const crypto = createNativeCrypto();
const ports = { crypto, random: systemRandom, clock: systemClock, logger: silentLogger };
const dataFolder = process.argv[2];
if (dataFolder === undefined) throw new Error("give a folder");
const server = await runSignalingServer({ ...ports, port: 0, host: "127.0.0.1", dataFolder, version: "0" });
if (!server.ok) throw new Error(server.error.message);
const line = createHostLine({ ...ports, url: server.value.url, identity: crypto.createEd25519() });
const door = systemRandom.bytes(32);
const link = createLinkId(systemRandom);
const published = await line.publish(
  {
    link,
    session: createSessionId(systemRandom),
    door: doorHashSchema.parse(toBase64url(crypto.sha256(door))),
    expiresAtMs: Date.now() + 60_000,
  },
  10_000,
);
if (!published.ok) throw new Error(published.error);
line.onStream(({ channel }) => channel.onFrame((frame) => channel.send(frame)));
const socket = new WebSocket(`${server.value.url.replace("http", "ws")}${guestPath}`);
const entered = await openRelay({ socket, link, door, clock: systemClock, timeoutMs: 10_000 });
if (!entered.ok) throw new Error(entered.error);
const echoed = new Promise((resolve) => entered.value.onFrame(resolve));
entered.value.send(new Uint8Array([1]));
await echoed;
line.dispose();
await server.value.dispose();
process.stdout.write("disposed\n");
