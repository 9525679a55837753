import { concat, equalBytes, fromStrictUtf8, lengthPrefixed, utf8 } from "../base/bytes.ts";
import { type LinkId, type SessionId, sessionIdSchema } from "../base/ids.ts";
import type { Crypto, KeyPair } from "../base/ports.ts";
import { err, ok, type Result } from "../base/result.ts";
import { hashHostKey } from "./link-secret.ts";

/** How somebody came to knock. It is in the prologue and in the host's proof: no way in can pass for another. */
export type WayIn = "link";

/**
 * What both sides must agree on before a first message opens: protocol version, way in, link, host key hash. The
 * session is not among them, since a link does not name it; the host's proof does, signed.
 */
export function createPrologue(wayIn: WayIn, linkId: LinkId, hostKeyHash: Uint8Array): Uint8Array {
  return lengthPrefixed(utf8("tandem/1"), utf8(wayIn), utf8(linkId), hostKeyHash);
}

export interface HostClaim {
  /** 32 bytes, Ed25519. */
  readonly hostKey: Uint8Array;
  readonly sessionId: SessionId;
  /** Opaque here: what the guest is told before it decides to come in. */
  readonly greeting: Uint8Array;
}

export interface Bound {
  readonly handshakeHash: Uint8Array;
  readonly wayIn: WayIn;
  readonly linkId: LinkId;
}

function hostStatement(bound: Bound, hostKey: Uint8Array, sessionId: SessionId): Uint8Array {
  const parts = [utf8(sessionId), utf8(bound.wayIn), utf8(bound.linkId)];
  return lengthPrefixed(utf8("tandem/1 host"), bound.handshakeHash, hostKey, ...parts);
}

export function encodeHostProof(
  crypto: Crypto,
  identity: KeyPair,
  bound: Bound,
  claim: Omit<HostClaim, "hostKey">,
): Uint8Array {
  const { sessionId, greeting } = claim;
  const hostKey = identity.publicKey;
  const signature = crypto.sign(identity.privateKey, hostStatement(bound, hostKey, sessionId));
  return lengthPrefixed(hostKey, signature, utf8(sessionId), greeting);
}

/** A key that is not the link's, or a signature that is not over this very handshake, is `wrong-host-key`. */
export function checkHostProof(
  crypto: Crypto,
  bound: Bound,
  hostKeyHash: Uint8Array,
  message: Uint8Array,
): Result<HostClaim, "wrong-host-key" | "protocol-error"> {
  const parts = readLengthPrefixed(message);
  const [hostKey, signature, session, greeting] = parts ?? [];
  if (parts?.length !== 4 || !hostKey || !signature || !session || !greeting) return err("protocol-error");
  if (!equalBytes(hashHostKey(crypto, hostKey), hostKeyHash)) return err("wrong-host-key");
  const sessionId = sessionIdSchema.safeParse(fromStrictUtf8(session));
  if (!sessionId.success) return err("protocol-error");
  const statement = hostStatement(bound, hostKey, sessionId.data);
  if (!crypto.verify(hostKey, statement, signature)) return err("wrong-host-key");
  return ok({ hostKey, sessionId: sessionId.data, greeting });
}

export interface GuestClaim {
  /** 32 bytes, Ed25519: the guest's identity for this session. */
  readonly guestKey: Uint8Array;
  /** 32 bytes: SHA-256 of the account token in the admission; empty when there is none. Whoever reads it compares. */
  readonly tokenHash: Uint8Array;
  /** Opaque here: name, resume position, passcode … */
  readonly admission: Uint8Array;
}

function guestStatement(handshakeHash: Uint8Array, hostKey: Uint8Array, claim: GuestClaim): Uint8Array {
  return lengthPrefixed(utf8("tandem/1 guest"), handshakeHash, hostKey, claim.guestKey, claim.tokenHash);
}

export function encodeGuestProof(
  crypto: Crypto,
  identity: KeyPair,
  handshakeHash: Uint8Array,
  hostKey: Uint8Array,
  { tokenHash, admission }: Omit<GuestClaim, "guestKey">,
): Uint8Array {
  const claim = { guestKey: identity.publicKey, tokenHash, admission };
  const signature = crypto.sign(identity.privateKey, guestStatement(handshakeHash, hostKey, claim));
  return lengthPrefixed(claim.guestKey, signature, tokenHash, admission);
}

export function checkGuestProof(
  crypto: Crypto,
  handshakeHash: Uint8Array,
  hostKey: Uint8Array,
  message: Uint8Array,
): Result<GuestClaim, "authentication-failed" | "protocol-error"> {
  const parts = readLengthPrefixed(message);
  const [guestKey, signature, tokenHash, admission] = parts ?? [];
  if (parts?.length !== 4 || !guestKey || !signature || !tokenHash || !admission)
    return err("protocol-error");
  if (tokenHash.length !== 0 && tokenHash.length !== 32) return err("protocol-error");
  const claim = { guestKey, tokenHash, admission };
  if (!crypto.verify(guestKey, guestStatement(handshakeHash, hostKey, claim), signature)) {
    return err("authentication-failed");
  }
  return ok(claim);
}

/** The parts of `lengthPrefixed`, as copies; undefined when the lengths do not add up to the whole. */
export function readLengthPrefixed(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return undefined;
    const length = view.getUint32(at);
    at += 4;
    if (at + length > bytes.length) return undefined;
    parts.push(concat(bytes.subarray(at, at + length)));
    at += length;
  }
  return parts;
}
