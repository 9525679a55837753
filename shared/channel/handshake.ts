import { invariant } from "../base/assert.ts";
import { concat } from "../base/bytes.ts";
import type { LinkId, SessionId } from "../base/ids.ts";
import type { Listen } from "../base/listen.ts";
import type { Clock, Crypto, KeyPair } from "../base/ports.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Channel } from "./channel.ts";
import type { CloseReason } from "./close-reason.ts";
import { createHandshakeLine } from "./handshake-line.ts";
import { deriveKey, type Role } from "./keys.ts";
import { createLatch } from "./latch.ts";
import { deriveLinkKeys, hashHostKey, type ShareLink } from "./link-secret.ts";
import { answerNoise, type NoiseResult, startNoise } from "./noise.ts";
import { createOrderedOpener, createOrderedSealer, defaultRatchetMessages } from "./ordered-lane.ts";
import {
  type Bound,
  checkGuestProof,
  checkHostProof,
  createPrologue,
  encodeGuestProof,
  encodeHostProof,
  type GuestClaim,
  type HostClaim,
} from "./proof.ts";
import { createSecureConnection, type SecureConnection } from "./secure-connection.ts";

/*
 * guest → host   version, Noise message 1
 * guest ← host   version, Noise message 2
 * guest ← host   sealed: host key, signature, session, greeting
 * guest → host   sealed: nothing (shows that this is no recording; only now the host waits longer)
 * guest → host   sealed: guest key, signature, token hash, admission
 *
 * A version is one byte in the clear, so that an old side can say that it is old. Changing it under way leads to a
 * different prologue, and nothing opens.
 */
const handshakeVersion = 1;

/** A greeting and an admission, each at most; both sides. A title, names, a passcode, a resume position. */
export const maxGreetingBytes = 8 * 1024;

export interface HandshakeBudget {
  /** All that the other side may send before it is known; default 16 KiB: twice what a greeting takes. */
  readonly bytes: number;
  /** Until both have shown that they are there; default 10 s: five round trips of a bad satellite line. */
  readonly proofMs: number;
  /** How long the host then waits for a person to fill in a form; default 5 minutes. */
  readonly admissionMs: number;
}

const defaultBudget: HandshakeBudget = { bytes: 16 * 1024, proofMs: 10_000, admissionMs: 5 * 60_000 };

export interface AcceptOptions {
  /** The relay stream as it came; closed when the handshake fails, else the connection's. */
  readonly channel: Channel;
  readonly crypto: Crypto;
  readonly clock: Clock;
  /** Of the link that the guest named to the server. */
  readonly psk: Uint8Array;
  readonly linkId: LinkId;
  readonly sessionId: SessionId;
  /** The host's Ed25519 key. */
  readonly identity: KeyPair;
  /** At most 8 KiB; read by whoever has the link. */
  readonly greeting: Uint8Array;
  readonly budget?: Partial<HandshakeBudget>;
}

export interface AcceptedGuest extends GuestClaim {
  readonly connection: SecureConnection;
}

/**
 * The host's side. Never rejects. Accepted means: holds the link's secret and the private key of `guestKey`, and is
 * there now. It gives no authority.
 */
export function acceptHandshake(options: AcceptOptions): Promise<Result<AcceptedGuest, CloseReason>> {
  const { channel, crypto, clock, identity, linkId } = options;
  const budget = { ...defaultBudget, ...options.budget };
  invariant(options.greeting.length <= maxGreetingBytes, "a greeting is at most 8 KiB");
  return new Promise((resolve) => {
    const handleFailure = (reason: CloseReason) => resolve(err(reason));
    const line = createHandshakeLine({ channel, clock, maxBytes: budget.bytes, handleFailure });
    line.setDeadline(budget.proofMs);

    line.expect((hello) => {
      if (hello[0] !== handshakeVersion) {
        line.send(Uint8Array.of(handshakeVersion));
        return line.fail("version-unsupported");
      }
      const prologue = createPrologue("link", linkId, hashHostKey(crypto, identity.publicKey));
      const noise = answerNoise({ crypto, prologue, psk: options.psk }, hello.subarray(1));
      if (noise === undefined || noise.payload.length > 0) return line.fail("authentication-failed");
      const sealing = createSealing(crypto, noise, "host");
      const bound: Bound = { handshakeHash: noise.handshakeHash, wayIn: "link", linkId };
      const answered =
        line.send(concat(Uint8Array.of(handshakeVersion), noise.message)) &&
        line.send(sealing.seal(encodeHostProof(crypto, identity, bound, options)));
      if (!answered) return;

      line.expect((presence) => {
        if (sealing.open(presence)?.length !== 0) return line.fail("authentication-failed");
        line.setDeadline(budget.admissionMs);

        line.expect((sealed) => {
          const message = sealing.open(sealed);
          if (message === undefined) return line.fail("authentication-failed");
          const claim = checkGuestProof(crypto, noise.handshakeHash, identity.publicKey, message);
          if (!claim.ok) return line.fail(claim.error);
          line.release();
          const connection = createSecureConnection({ crypto, clock, noise, role: "host", channel });
          resolve(ok({ ...claim.value, connection }));
        });
      });
    });
  });
}

export interface GuestOptions {
  /** The relay stream as it was opened; closed when the handshake fails, else the connection's. */
  readonly channel: Channel;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly link: ShareLink;
  /** The guest's Ed25519 key. */
  readonly identity: KeyPair;
  readonly budget?: Partial<Pick<HandshakeBudget, "bytes" | "proofMs">>;
}

/** The host has proved itself; nothing about this guest was sent yet. */
export interface GreetedGuest extends HostClaim {
  /** 32 bytes. */
  readonly handshakeHash: Uint8Array;
  /** The host waits five minutes, then closes. */
  readonly onClose: Listen<CloseReason>;
  /** Instead of proceeding. */
  close(): void;
  /**
   * At most 8 KiB; once. Where the channel has closed meanwhile the connection says so by its onClose.
   * tokenHash: SHA-256 of the account token in the admission; left out when there is none.
   */
  proceed(admission: Uint8Array, tokenHash?: Uint8Array): SecureConnection;
}

/** The guest's side. Never rejects. `wrong-host-key` is final: never a question to the person. */
export function startGuestHandshake(options: GuestOptions): Promise<Result<GreetedGuest, CloseReason>> {
  const { channel, crypto, clock, link, identity } = options;
  const budget = { ...defaultBudget, ...options.budget };
  const closed = createLatch<CloseReason>();
  return new Promise((resolve) => {
    const handleFailure = (reason: CloseReason) => {
      closed.set(reason);
      resolve(err(reason));
    };
    const line = createHandshakeLine({ channel, clock, maxBytes: budget.bytes, handleFailure });
    line.setDeadline(budget.proofMs);
    const prologue = createPrologue("link", link.linkId, link.hostKeyHash);
    const noise = startNoise({ crypto, prologue, psk: deriveLinkKeys(crypto, link.secret).psk });
    if (!line.send(concat(Uint8Array.of(handshakeVersion), noise.message))) return;

    line.expect((answer) => {
      if (answer[0] !== handshakeVersion) return line.fail("version-unsupported");
      const done = noise.finish(answer.subarray(1));
      if (done === undefined || done.payload.length > 0) return line.fail("authentication-failed");
      const sealing = createSealing(crypto, done, "guest");
      const { handshakeHash } = done;

      line.expect((sealed) => {
        const message = sealing.open(sealed);
        if (message === undefined) return line.fail("authentication-failed");
        const bound: Bound = { handshakeHash, wayIn: "link", linkId: link.linkId };
        const claim = checkHostProof(crypto, bound, link.hostKeyHash, message);
        if (!claim.ok) return line.fail(claim.error);
        if (!line.send(sealing.seal(new Uint8Array(0)))) return;
        line.setDeadline(undefined);

        let proceeded = false;
        resolve(
          ok({
            ...claim.value,
            handshakeHash,
            onClose: closed.listen,
            close: () => line.fail("left"),
            proceed(admission, tokenHash = new Uint8Array(0)) {
              invariant(!proceeded, "a guest proceeds once");
              invariant(admission.length <= maxGreetingBytes, "an admission is at most 8 KiB");
              proceeded = true;
              const { hostKey } = claim.value;
              const proof = encodeGuestProof(crypto, identity, handshakeHash, hostKey, {
                tokenHash,
                admission,
              });
              // On a channel that does not take it, or has closed meanwhile, the connection closes at once.
              if (channel.send(sealing.seal(proof)) !== "sent") channel.close("lost");
              line.release();
              return createSecureConnection({ crypto, clock, noise: done, role: "guest", channel });
            },
          }),
        );
      });
    });
  });
}

/** The messages of the handshake that come after Noise have keys of their own. */
function createSealing(crypto: Crypto, noise: NoiseResult, role: Role) {
  const peer: Role = role === "guest" ? "host" : "guest";
  const lane = "handshake";
  const ratchetMessages = defaultRatchetMessages;
  const keyOf = (sender: Role) => deriveKey(crypto, noise, { lane, sender, carrier: "relay" });
  const sealer = createOrderedSealer({ crypto, lane, key: keyOf(role), ratchetMessages });
  const opener = createOrderedOpener({ crypto, lane, key: keyOf(peer), ratchetMessages });
  return {
    seal: (message: Uint8Array) => sealer.seal("message", message),
    open(sealed: Uint8Array): Uint8Array | undefined {
      const opened = opener.open(sealed);
      return opened?.type === "message" ? opened.message : undefined;
    },
  };
}
