import type { Disposable } from "./disposable.ts";

/** Time as it is handed in: nothing in shared/ reads a clock of its own. */
export interface Clock {
  /** Wall time, ms since the Unix epoch. */
  wallMs(): number;
  /** Monotonic ms from an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Runs once after delayMs, unless disposed before. */
  schedule(delayMs: number, run: () => void): Disposable;
}

/** Cryptographically strong randomness. */
export interface Random {
  bytes(length: number): Uint8Array;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line per lifecycle transition; never terminal bytes, input, secrets or tokens. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same logger with these fields on every line. */
  with(fields: LogFields): Logger;
}

export interface KeyPair {
  /** 32 bytes: an X25519 private key or an Ed25519 seed. */
  readonly privateKey: Uint8Array;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/**
 * The primitives of RFC 7748 (X25519), RFC 8032 (Ed25519), RFC 8439 (ChaCha20-Poly1305), FIPS 180-4 (SHA-256)
 * and RFC 2104 (HMAC). Native on the host, the noble family in pages.
 */
export interface Crypto {
  sha256(data: Uint8Array): Uint8Array;
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
  createX25519(privateKey?: Uint8Array): KeyPair;
  /** The 32-byte shared secret, or undefined for a low-order public key. */
  x25519(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
  createEd25519(seed?: Uint8Array): KeyPair;
  /** A 64-byte signature. */
  sign(privateKey: Uint8Array, message: Uint8Array): Uint8Array;
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** Ciphertext with its 16-byte tag at the end. key: 32 bytes, nonce: 12. */
  seal(key: Uint8Array, nonce: Uint8Array, ad: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** The plaintext, or undefined when it does not authenticate. */
  open(key: Uint8Array, nonce: Uint8Array, ad: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined;
}
