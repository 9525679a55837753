import { utf8 } from "../base/bytes.ts";
import type { Crypto } from "../base/ports.ts";
import type { Lane } from "./connection.ts";
import { hkdf } from "./hkdf.ts";
import type { NoiseResult } from "./noise.ts";

/** The guest starts the handshake, the host answers it. */
export type Role = "guest" | "host";

/** The lanes of a connection, and the few messages before there is one. */
export type KeyedLane = Lane | "handshake";

/**
 * What a key is for. Two keys are equal only if all of it is, so that a message sent back to its sender, moved to
 * another lane or to another carrier does not authenticate.
 */
export interface KeyUse {
  readonly lane: KeyedLane;
  readonly sender: Role;
  /** `relay`, or `webrtc-<attempt>`: every attempt at a new carrier starts its counters anew and needs its own keys. */
  readonly carrier: string;
}

/** 32 bytes, by HKDF from the sender's half of the handshake's split, salted with the handshake hash. */
export function deriveKey(crypto: Crypto, noise: NoiseResult, use: KeyUse): Uint8Array {
  const secret = use.sender === "guest" ? noise.initiatorKey : noise.responderKey;
  return hkdf(
    crypto,
    noise.handshakeHash,
    secret,
    utf8(`tandem/1 key ${use.carrier} ${use.lane} ${use.sender}`),
  );
}

/** The key after this one; nothing leads back. */
export function ratchetKey(crypto: Crypto, key: Uint8Array): Uint8Array {
  return hkdf(crypto, new Uint8Array(0), key, utf8("tandem/1 ratchet"));
}
