import { lengthPrefixed, toBase64url, utf8 } from "../base/bytes.ts";
import type { Crypto } from "../base/ports.ts";
import type { CheckpointSalt } from "../events/evidence.ts";
import type { Chain } from "./chain.ts";
import { encodeLine } from "./line.ts";

/**
 * The private file has the public one's format, its own header (`kind: "private"`) and its own chain p(0), p(1), …
 *
 * At every public checkpoint, in the same turn and before it:
 *   1. the private file gets an entry m, `checkpoint.salt` { n, salt }: n the number of the last public entry the
 *      checkpoint will sign, salt 16 fresh random bytes;
 *   2. the checkpoint's `private` is SHA-256 of the length-prefixed parts "tandem/1 private", salt, p(m).
 *
 * So the head committed to is the one *after* the salt's own entry: no byte of the private file, its last line
 * included, is outside a commitment. The salt keeps the public file from telling whether anything private happened
 * in between (two commitments to the same head differ) or which of a few guesses it was. A salt is written whether or
 * not anything private happened.
 */
export function createCommitment(
  crypto: Pick<Crypto, "sha256">,
  salt: Uint8Array,
  privateHead: Uint8Array,
): Uint8Array {
  return crypto.sha256(lengthPrefixed(utf8("tandem/1 private"), salt, privateHead));
}

/** 128 bits: not to be guessed. */
export const saltBytes = 16;

/** Appends the salt's entry to the private chain; gives its line, for the private file, and the commitment (32 bytes). */
export function commitPrivate(
  crypto: Pick<Crypto, "sha256">,
  chain: Chain,
  intervalMs: number,
  n: number,
  salt: Uint8Array,
): { readonly line: Uint8Array; readonly commitment: Uint8Array } {
  const entry: CheckpointSalt = { type: "checkpoint.salt", n, salt: toBase64url(salt) };
  const line = encodeLine(intervalMs, "t", JSON.stringify(entry));
  chain.append(line);
  return { line, commitment: createCommitment(crypto, salt, chain.head) };
}
