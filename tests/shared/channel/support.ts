import { randomBytes } from "node:crypto";
import { createNativeCrypto } from "../../../electron/engine/identity/native-crypto.ts";
import { invariant } from "../../../shared/base/assert.ts";
import { fromUtf8, utf8 } from "../../../shared/base/bytes.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { createLinkId, createSessionId } from "../../../shared/base/ids.ts";
import { Emitter } from "../../../shared/base/listen.ts";
import type { Clock, Crypto, KeyPair, Random } from "../../../shared/base/ports.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import type { Channel, Datagrams } from "../../../shared/channel/channel.ts";
import type { CloseReason } from "../../../shared/channel/close-reason.ts";
import type { Connection } from "../../../shared/channel/connection.ts";
import {
  type AcceptOptions,
  acceptHandshake,
  startGuestHandshake,
} from "../../../shared/channel/handshake.ts";
import {
  createLinkSecret,
  deriveLinkKeys,
  hashHostKey,
  type ShareLink,
} from "../../../shared/channel/link-secret.ts";
import { createNobleCrypto } from "../../../shared/channel/noble-crypto.ts";
import { createChannelPair } from "../../../shared/channel/pair.ts";
import type { SecureConnection } from "../../../shared/channel/secure-connection.ts";

export const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
export const native = createNativeCrypto();
export const noble = createNobleCrypto(random);

export function unhex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));
}

export function hex(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString("hex");
}

/** A clock that stands still until it is told to go on. */
export function createManualClock() {
  let nowMs = 1_000;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const clock: Clock = {
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    schedule(delayMs, run): Disposable {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return toDisposable(() => {
        timers = timers.filter((each) => each !== timer);
      });
    },
  };
  return {
    ...clock,
    pending: () => timers.length,
    advance(byMs: number) {
      const untilMs = nowMs + byMs;
      for (;;) {
        const next = timers.filter((each) => each.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        nowMs = Math.max(nowMs, next.atMs);
        timers = timers.filter((each) => each !== next);
        next.run();
      }
      nowMs = untilMs;
    },
  };
}

/** Lets everything that is already under way in this process come to rest. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

export const realClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return toDisposable(() => clearTimeout(timer));
  },
};

export const linkId = createLinkId(random);
export const sessionId = createSessionId(random);
export const hostIdentity = native.createEd25519();
export const guestIdentity = native.createEd25519();

export function createLink(): ShareLink {
  return {
    origin: "https://example.org",
    linkId,
    secret: createLinkSecret(random),
    hostKeyHash: hashHostKey(native, hostIdentity.publicKey),
  };
}

export interface Hands {
  readonly guest: Result<SecureConnection, CloseReason>;
  readonly host: Result<SecureConnection, CloseReason>;
}

export interface ShakeOptions {
  readonly link?: ShareLink;
  readonly clock?: Clock;
  readonly guestCrypto?: Crypto;
  readonly guestIdentity?: KeyPair;
  readonly accept?: Partial<AcceptOptions>;
  /** What the host sends through: whoever stands in between sees it. */
  readonly channels: { readonly guest: Channel; readonly host: Channel };
}

/** Both sides of a handshake, as far as they come. */
export async function shakeHands(options: ShakeOptions): Promise<Hands> {
  const { link = createLink(), clock = realClock, guestCrypto = native, channels } = options;
  const accepting = acceptHandshake({
    channel: channels.host,
    crypto: native,
    clock,
    psk: deriveLinkKeys(native, link.secret).psk,
    linkId,
    sessionId,
    identity: hostIdentity,
    greeting: utf8("welcome"),
    ...options.accept,
  });
  const greeted = await startGuestHandshake({
    channel: channels.guest,
    crypto: guestCrypto,
    clock,
    link,
    identity: options.guestIdentity ?? guestIdentity,
  });
  const guest = greeted.ok ? ok(greeted.value.proceed(utf8("let me in"))) : greeted;
  const accepted = await accepting;
  return { guest, host: accepted.ok ? ok(accepted.value.connection) : accepted };
}

/** Two connected ends over a pair of channels, the guest with the crypto of pages if asked. */
export async function connect(options: Partial<ShakeOptions> = {}) {
  const pair = createChannelPair();
  const { guest, host } = await shakeHands({ channels: { guest: pair.a, host: pair.b }, ...options });
  if (!guest.ok || !host.ok) throw new Error("the handshake failed");
  return { guest: guest.value, host: host.value, pair };
}

export interface Heard {
  readonly messages: string[];
  readonly controls: string[];
  readonly carriers: string[];
  readonly reasons: CloseReason[];
  readonly closed: Promise<CloseReason>;
  /** Resolves once this many messages have come. */
  count(messages: number): Promise<void>;
}

/** Writes down all that a connection says: `lane:text`. */
export function hear(connection: Connection & Partial<Pick<SecureConnection, "onControl">>): Heard {
  const messages: string[] = [];
  const controls: string[] = [];
  const carriers: string[] = [];
  const reasons: CloseReason[] = [];
  const waiting: { readonly count: number; readonly done: () => void }[] = [];
  connection.onMessage((lane, message) => {
    messages.push(`${lane}:${fromUtf8(message)}`);
    for (const each of waiting) if (messages.length >= each.count) each.done();
  });
  connection.onControl?.((message) => controls.push(fromUtf8(message)));
  connection.onCarrier((carrier) => carriers.push(carrier));
  const closed = new Promise<CloseReason>((resolve) => {
    connection.onClose((reason) => {
      reasons.push(reason);
      resolve(reason);
    });
  });
  return {
    messages,
    controls,
    carriers,
    reasons,
    closed,
    count: (count) =>
      new Promise((done) => {
        if (messages.length >= count) done();
        else waiting.push({ count, done });
      }),
  };
}

/** Datagrams in process: delivered at once, in order, unless the filter says otherwise, until they end. */
export function createDatagramPair(pass: (datagram: Uint8Array) => readonly Uint8Array[] = (each) => [each]) {
  const maxDatagramBytes = 1_100;
  const a = new Emitter<Uint8Array>();
  const b = new Emitter<Uint8Array>();
  let over = false;
  const end = (own: Emitter<Uint8Array>, far: Emitter<Uint8Array>): Datagrams => ({
    maxDatagramBytes,
    send(datagram) {
      invariant(datagram.length <= maxDatagramBytes, "a datagram fits");
      for (const each of over ? [] : pass(datagram)) void Promise.resolve().then(() => far.emit(each));
    },
    onDatagram: own.listen,
  });
  return { a: end(a, b), b: end(b, a), close: () => void (over = true) };
}
