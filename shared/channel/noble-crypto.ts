import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Crypto, Random } from "../base/ports.ts";

/** The Crypto port in plain JavaScript, for pages: works without a secure context. */
export function createNobleCrypto(random: Random): Crypto {
  return {
    sha256: (data) => sha256(data),
    hmacSha256: (key, data) => hmac(sha256, key, data),
    createX25519(privateKey = random.bytes(32)) {
      return { privateKey, publicKey: x25519.getPublicKey(privateKey) };
    },
    x25519(privateKey, publicKey) {
      try {
        return x25519.getSharedSecret(privateKey, publicKey);
      } catch {
        // noble throws for a public key of low order, and only for that once the lengths are right.
        return undefined;
      }
    },
    createEd25519(seed = random.bytes(32)) {
      return { privateKey: seed, publicKey: ed25519.getPublicKey(seed) };
    },
    sign: (privateKey, message) => ed25519.sign(message, privateKey),
    verify(publicKey, message, signature) {
      if (publicKey.length !== 32 || signature.length !== 64) return false;
      // RFC 8032 rather than ZIP-215: refuses keys of low order and encodings that are not canonical.
      return ed25519.verify(signature, message, publicKey, { zip215: false });
    },
    seal: (key, nonce, ad, plaintext) => chacha20poly1305(key, nonce, ad).encrypt(plaintext),
    open(key, nonce, ad, ciphertext) {
      try {
        return chacha20poly1305(key, nonce, ad).decrypt(ciphertext);
      } catch {
        return undefined;
      }
    },
  };
}
