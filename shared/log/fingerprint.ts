import { fromBase64url } from "../base/bytes.ts";
import type { Crypto } from "../base/ports.ts";

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * A host key as people compare it: 80 bits of SHA-256(key) in base32, `ABCD-EFGH-IJKL-MNOP`. publicKey: base64url.
 * Undefined where that is no base64url.
 */
export function keyFingerprint(crypto: Pick<Crypto, "sha256">, publicKey: string): string | undefined {
  const key = fromBase64url(publicKey);
  if (key === undefined) return undefined;
  let bits = "";
  for (const byte of crypto.sha256(key).subarray(0, 10)) bits += byte.toString(2).padStart(8, "0");
  const letters = Array.from(
    { length: 16 },
    (_, i) => base32[Number.parseInt(bits.slice(i * 5, i * 5 + 5), 2)],
  );
  return [0, 4, 8, 12].map((at) => letters.slice(at, at + 4).join("")).join("-");
}
