import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { silentLogger, systemClock, systemRandom } from "../../electron/engine/ports.ts";
import { createHostLine, type HostLine } from "../../electron/engine/transports/signaling/host-line.ts";
import type { IncomingStream } from "../../electron/engine/transports/signaling/line-streams.ts";
import { fromBase64url, toBase64url } from "../../shared/base/bytes.ts";
import type { LinkId } from "../../shared/base/ids.ts";
import type { KeyPair } from "../../shared/base/ports.ts";
import {
  doorHashSchema,
  guestPath,
  hostPath,
  hostProof,
  type PublishedLink,
} from "../../shared/signaling/messages.ts";
import { openRelay } from "../../shared/signaling/open-relay.ts";
import { type RunSignalingServerOptions, runSignalingServer } from "../../signaling-server/main.ts";
import type { SignalingServer } from "../../signaling-server/server.ts";
import { createLink } from "../contracts/store.ts";

export const crypto = createNativeCrypto();

/** Everything a test opens, closed in reverse; each test file calls `closeAll` after each test. */
const opened: (() => unknown)[] = [];
export function later(close: () => unknown): void {
  opened.push(close);
}
export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).reverse()) await close();
}

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tandem-signaling-"));
  later(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function startServer(
  change: Partial<RunSignalingServerOptions> = {},
): Promise<SignalingServer & { readonly dataFolder: string }> {
  const dataFolder = change.dataFolder ?? (await newFolder());
  const server = await runSignalingServer({
    port: 0,
    host: "127.0.0.1",
    dataFolder,
    version: "1.2.3",
    crypto,
    random: systemRandom,
    clock: systemClock,
    logger: silentLogger,
    ...change,
    // A test's guests need not be waited for.
    limits: { closeGraceMs: 200, ...change.limits },
  });
  if (!server.ok) throw new Error(server.error.message);
  later(() => server.value.dispose());
  return { ...server.value, dataFolder };
}

export function startLine(
  url: string,
  change: { identity?: KeyPair; links?: PublishedLink[] } = {},
): HostLine {
  const line = createHostLine({
    url,
    identity: crypto.createEd25519(),
    crypto,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    ...change,
  });
  later(() => line.dispose());
  return line;
}

export async function untilStatus(line: HostLine, wanted: HostLine["status"]): Promise<void> {
  while (line.status !== wanted) {
    await new Promise<void>((resolve) => {
      const listening = line.onStatus(() => {
        listening.dispose();
        resolve();
      });
    });
  }
}

/** A link with the door that opens it. */
export function linkWithDoor(change: Partial<PublishedLink> = {}): { link: PublishedLink; door: Uint8Array } {
  const door = systemRandom.bytes(32);
  const hash = doorHashSchema.parse(toBase64url(crypto.sha256(door)));
  return { link: createLink({ door: hash, expiresAtMs: Date.now() + 3_600_000, ...change }), door };
}

export function nextStream(line: HostLine): Promise<IncomingStream> {
  return new Promise((resolve) => {
    const listening = line.onStream((stream) => {
      listening.dispose();
      resolve(stream);
    });
  });
}

export const socketUrl = (url: string, path: string) => `${url.replace(/^http/, "ws")}${path}`;

export function openGuest(url: string, link: LinkId, door: Uint8Array, headers: Record<string, string> = {}) {
  const socket = new WebSocket(socketUrl(url, guestPath), { perMessageDeflate: false, headers });
  later(() => socket.terminate());
  return openRelay({ socket, link, door, clock: systemClock, timeoutMs: 10_000 });
}

export interface RawSocket {
  readonly socket: WebSocket;
  /** The next message: text parsed, binary as it came. Rejects when the socket closes first. */
  next(): Promise<unknown>;
  say(message: unknown): void;
  readonly closed: Promise<number>;
}

/** A WebSocket without manners. */
export async function openRaw(
  url: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<RawSocket> {
  const socket = new WebSocket(socketUrl(url, path), { perMessageDeflate: false, headers });
  later(() => socket.terminate());
  const messages: unknown[] = [];
  const waiting: { resolve: (message: unknown) => void; reject: (error: Error) => void }[] = [];
  socket.on("message", (data: Buffer, isBinary) => {
    const message: unknown = isBinary ? new Uint8Array(data) : JSON.parse(data.toString());
    const waiter = waiting.shift();
    if (waiter === undefined) messages.push(message);
    else waiter.resolve(message);
  });
  const closed = new Promise<number>((resolve) => {
    socket.on("close", (code) => {
      resolve(code);
      for (const { reject } of waiting) reject(new Error(`closed with ${code}`));
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("error", reject);
  });
  socket.on("error", () => {});
  return {
    socket,
    closed,
    say: (message) => socket.send(JSON.stringify(message)),
    next: () =>
      new Promise((resolve, reject) => {
        const message = messages.shift();
        if (message === undefined) waiting.push({ resolve, reject });
        else resolve(message);
      }),
  };
}

/** A host that speaks the protocol by hand, proved. */
export async function openRawHost(
  url: string,
  change: { identity?: KeyPair; origin?: string } = {},
): Promise<RawSocket & { readonly identity: KeyPair }> {
  const identity = change.identity ?? crypto.createEd25519();
  const raw = await openRaw(url, hostPath);
  raw.say(hello(await raw.next(), identity, change.origin ?? url));
  return { ...raw, identity };
}

export function hello(challenge: unknown, identity: KeyPair, origin: string) {
  const nonce = fromBase64url((challenge as { nonce: string }).nonce) ?? new Uint8Array();
  return {
    type: "hello",
    version: 1,
    key: toBase64url(identity.publicKey),
    signature: toBase64url(crypto.sign(identity.privateKey, hostProof(nonce, origin))),
  };
}
