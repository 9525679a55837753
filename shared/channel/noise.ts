import { concat, utf8 } from "../base/bytes.ts";
import type { Crypto, KeyPair } from "../base/ports.ts";

/**
 * `Noise_NNpsk0_25519_ChaChaPoly_SHA256` as revision 34 of the Noise Protocol Framework defines it:
 *
 *     -> psk, e
 *     <- e, ee
 *
 * The initiator is the guest, the responder the host. Checked against the published vectors of cacophony.
 */
export const noiseProtocolName = "Noise_NNpsk0_25519_ChaChaPoly_SHA256";

const keyBytes = 32;
const none = new Uint8Array(0);

/** What both sides have after the second message. */
export interface NoiseResult {
  /** 32 bytes, the same on both sides only if they saw the same messages and prologue. Not secret. */
  readonly handshakeHash: Uint8Array;
  /** 32 bytes: the first and the second key of Split(). */
  readonly initiatorKey: Uint8Array;
  readonly responderKey: Uint8Array;
}

export interface NoiseInputs {
  readonly crypto: Crypto;
  readonly prologue: Uint8Array;
  /** 32 bytes. */
  readonly psk: Uint8Array;
  /** Drawn anew when left out; given only by tests with published vectors. */
  readonly ephemeral?: KeyPair;
}

/** 32 bits of zero, then the counter as a little-endian u64, as Noise has it for ChaChaPoly. */
export function noiseNonce(counter: number): Uint8Array {
  const nonce = new Uint8Array(12);
  const view = new DataView(nonce.buffer);
  view.setUint32(4, counter >>> 0, true);
  view.setUint32(8, Math.floor(counter / 2 ** 32), true);
  return nonce;
}

export interface NoiseInitiator {
  readonly message: Uint8Array;
  /** Undefined when the answer does not authenticate, is cut or uses a point of low order. */
  finish(answer: Uint8Array): (NoiseResult & { readonly payload: Uint8Array }) | undefined;
}

export function startNoise(inputs: NoiseInputs, payload: Uint8Array = none): NoiseInitiator {
  const state = createSymmetricState(inputs);
  const own = inputs.ephemeral ?? inputs.crypto.createX25519();
  state.mixKeyAndHash(inputs.psk);
  state.mixEphemeral(own.publicKey);
  const message = concat(own.publicKey, state.seal(payload));
  return {
    message,
    finish(answer) {
      const peer = answer.slice(0, keyBytes);
      if (peer.length !== keyBytes) return undefined;
      state.mixEphemeral(peer);
      const shared = inputs.crypto.x25519(own.privateKey, peer);
      if (shared === undefined) return undefined;
      state.mixKey(shared);
      const opened = state.open(answer.subarray(keyBytes));
      return opened === undefined ? undefined : { ...state.split(), payload: opened };
    },
  };
}

export interface NoiseResponse extends NoiseResult {
  readonly message: Uint8Array;
  /** What the initiator's first message carried. Anybody with the psk may have recorded and replayed it. */
  readonly payload: Uint8Array;
}

/** Undefined when the first message does not authenticate, is cut or uses a point of low order. */
export function answerNoise(
  inputs: NoiseInputs,
  first: Uint8Array,
  payload: Uint8Array = none,
): NoiseResponse | undefined {
  const { crypto } = inputs;
  const peer = first.slice(0, keyBytes);
  if (peer.length !== keyBytes) return undefined;
  const state = createSymmetricState(inputs);
  state.mixKeyAndHash(inputs.psk);
  state.mixEphemeral(peer);
  const opened = state.open(first.subarray(keyBytes));
  if (opened === undefined) return undefined;
  const own = inputs.ephemeral ?? crypto.createX25519();
  const shared = crypto.x25519(own.privateKey, peer);
  if (shared === undefined) return undefined;
  state.mixEphemeral(own.publicKey);
  state.mixKey(shared);
  const message = concat(own.publicKey, state.seal(payload));
  return { ...state.split(), message, payload: opened };
}

/** Section 5.2 of the specification; `hash` and `chainingKey` are its h and ck. */
function createSymmetricState({ crypto, prologue }: NoiseInputs) {
  const name = utf8(noiseProtocolName);
  let hash = crypto.sha256(name);
  let chainingKey = hash;
  let key: Uint8Array = none;
  let counter = 0;

  const mixHash = (data: Uint8Array) => {
    hash = crypto.sha256(concat(hash, data));
  };

  /** Noise's own HKDF (section 4.3): the chaining key as salt, no info. */
  const derive = (material: Uint8Array, outputs: 2 | 3): readonly [Uint8Array, Uint8Array, Uint8Array] => {
    const temporary = crypto.hmacSha256(chainingKey, material);
    const first = crypto.hmacSha256(temporary, Uint8Array.of(1));
    const second = crypto.hmacSha256(temporary, concat(first, Uint8Array.of(2)));
    const third = outputs === 3 ? crypto.hmacSha256(temporary, concat(second, Uint8Array.of(3))) : none;
    return [first, second, third];
  };

  const initializeKey = (next: Uint8Array) => {
    key = next;
    counter = 0;
  };

  const mixKey = (material: Uint8Array) => {
    const [nextChainingKey, nextKey] = derive(material, 2);
    chainingKey = nextChainingKey;
    initializeKey(nextKey);
  };

  mixHash(prologue);
  return {
    mixKey,
    /** The token `e`: in psk handshakes the public key goes into the key as well (section 9.2). */
    mixEphemeral(publicKey: Uint8Array) {
      mixHash(publicKey);
      mixKey(publicKey);
    },
    mixKeyAndHash(material: Uint8Array) {
      const [nextChainingKey, toHash, nextKey] = derive(material, 3);
      chainingKey = nextChainingKey;
      mixHash(toHash);
      initializeKey(nextKey);
    },
    seal(plaintext: Uint8Array): Uint8Array {
      const sealed = crypto.seal(key, noiseNonce(counter++), hash, plaintext);
      mixHash(sealed);
      return sealed;
    },
    open(ciphertext: Uint8Array): Uint8Array | undefined {
      const plaintext = crypto.open(key, noiseNonce(counter++), hash, ciphertext);
      if (plaintext !== undefined) mixHash(ciphertext);
      return plaintext;
    },
    split(): NoiseResult {
      const [initiatorKey, responderKey] = derive(none, 2);
      return { handshakeHash: hash, initiatorKey, responderKey };
    },
  };
}
