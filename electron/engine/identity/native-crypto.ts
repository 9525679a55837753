import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  hash,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from "node:crypto";
import type { Crypto, KeyPair } from "../../../shared/base/ports.ts";

const tagLength = 16;
const cipher = "chacha20-poly1305";

/** The DER around a raw 32-byte key (RFC 8410): the last byte of the algorithm's identifier tells the curve. */
const curves = { x25519: 0x6e, ed25519: 0x70 } as const;
type Curve = keyof typeof curves;

function privateKeyObject(curve: Curve, raw: Uint8Array): KeyObject {
  const header = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65];
  const der = Buffer.from([...header, curves[curve], 0x04, 0x22, 0x04, 0x20, ...raw]);
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

function publicKeyObject(curve: Curve, raw: Uint8Array): KeyObject {
  const der = Buffer.from([
    0x30,
    0x2a,
    0x30,
    0x05,
    0x06,
    0x03,
    0x2b,
    0x65,
    curves[curve],
    0x03,
    0x21,
    0x00,
    ...raw,
  ]);
  return createPublicKey({ key: der, format: "der", type: "spki" });
}

function createKeyPair(curve: Curve, privateKey: Uint8Array): KeyPair {
  const spki = createPublicKey(privateKeyObject(curve, privateKey)).export({ format: "der", type: "spki" });
  return { privateKey, publicKey: bytes(spki.subarray(-32)) };
}

/** A plain copy: a Buffer may be a window into a pool shared with others. */
function bytes(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer);
}

/**
 * The y coordinates of the points of order 1, 2, 4 and 8 on edwards25519, the two encodings beyond the field's prime
 * included. A signature under such a key proves nothing; OpenSSL takes them, RFC 8032's strict reading does not.
 */
const lowOrderY = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

function isLowOrder(publicKey: Uint8Array): boolean {
  const y = Buffer.from(publicKey);
  y[31] = (y[31] ?? 0) & 0x7f;
  return lowOrderY.has(y.toString("hex"));
}

/** What OpenSSL makes of a raw key, made once: it costs more than sealing a short message. A key's bytes never change. */
function remembered(make: (raw: Uint8Array) => KeyObject): (raw: Uint8Array) => KeyObject {
  const known = new WeakMap<Uint8Array, KeyObject>();
  return (raw) => {
    const before = known.get(raw);
    if (before !== undefined) return before;
    const made = make(raw);
    known.set(raw, made);
    return made;
  };
}

const secretKey = remembered((raw) => createSecretKey(raw));
const signingKey = remembered((raw) => privateKeyObject("ed25519", raw));

/** The Crypto port by OpenSSL, for the host and the command line. */
export function createNativeCrypto(): Crypto {
  return {
    sha256: (data) => bytes(hash("sha256", data, "buffer")),
    hmacSha256: (key, data) => bytes(createHmac("sha256", key).update(data).digest()),
    createX25519: (privateKey = bytes(randomBytes(32))) => createKeyPair("x25519", privateKey),
    x25519(privateKey, publicKey) {
      const own = privateKeyObject("x25519", privateKey);
      const peer = publicKeyObject("x25519", publicKey);
      try {
        return bytes(diffieHellman({ privateKey: own, publicKey: peer }));
      } catch {
        // OpenSSL refuses a public key of low order.
        return undefined;
      }
    },
    createEd25519: (seed = bytes(randomBytes(32))) => createKeyPair("ed25519", seed),
    sign: (privateKey, message) => bytes(sign(null, message, signingKey(privateKey))),
    verify(publicKey, message, signature) {
      if (publicKey.length !== 32 || signature.length !== 64 || isLowOrder(publicKey)) return false;
      return verify(null, message, publicKeyObject("ed25519", publicKey), signature);
    },
    seal(key, nonce, ad, plaintext) {
      const sealing = createCipheriv(cipher, secretKey(key), nonce, { authTagLength: tagLength });
      sealing.setAAD(ad, { plaintextLength: plaintext.length });
      const sealed = new Uint8Array(plaintext.length + tagLength);
      // A stream cipher: update gives everything, final only closes.
      sealed.set(sealing.update(plaintext));
      sealing.final();
      sealed.set(sealing.getAuthTag(), plaintext.length);
      return sealed;
    },
    open(key, nonce, ad, ciphertext) {
      const length = ciphertext.length - tagLength;
      if (length < 0) return undefined;
      const opening = createDecipheriv(cipher, secretKey(key), nonce, { authTagLength: tagLength });
      opening.setAAD(ad, { plaintextLength: length });
      opening.setAuthTag(ciphertext.subarray(length));
      const plaintext = opening.update(ciphertext.subarray(0, length));
      try {
        opening.final();
      } catch {
        return undefined;
      }
      return bytes(plaintext);
    },
  };
}
