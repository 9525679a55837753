import { concat } from "../base/bytes.ts";
import { invariant } from "../base/assert.ts";
import type { Crypto } from "../base/ports.ts";

const hashBytes = 32;

/** RFC 5869 with SHA-256. An empty salt stands for 32 zero bytes; length: up to 8,160 bytes. */
export function hkdf(
  crypto: Crypto,
  salt: Uint8Array,
  secret: Uint8Array,
  info: Uint8Array,
  length = hashBytes,
): Uint8Array {
  invariant(length <= 255 * hashBytes, "HKDF gives at most 255 blocks");
  const extracted = crypto.hmacSha256(salt.length === 0 ? new Uint8Array(hashBytes) : salt, secret);
  const blocks: Uint8Array[] = [];
  let block = new Uint8Array(0);
  for (let i = 1; blocks.length * hashBytes < length; i++) {
    block = new Uint8Array(crypto.hmacSha256(extracted, concat(block, info, Uint8Array.of(i))));
    blocks.push(block);
  }
  return concat(...blocks).subarray(0, length);
}
