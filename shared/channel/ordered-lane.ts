import { utf8 } from "../base/bytes.ts";
import type { Crypto } from "../base/ports.ts";
import { type KeyedLane, ratchetKey } from "./keys.ts";
import { noiseNonce } from "./noise.ts";

/**
 * What a message on an ordered lane is, as its first byte inside the ciphertext. The numbers are part of the wire
 * format.
 */
export const messageTypes = {
  /** The upper layer's. */
  message: 0,
  /** For whoever negotiates carriers; not seen by the upper layer. */
  control: 1,
  /** The last message of this lane on this carrier. */
  moved: 2,
  /** The last message of this lane: a close reason in ASCII. */
  close: 3,
  /** First on a new carrier's lane: here is somebody with the right keys. */
  hello: 4,
  /** The answer to a hello: what you send here arrives. */
  ready: 5,
  /** Everything of the old carrier has arrived here. */
  settled: 6,
  /** Nothing; only brings a new key. */
  rekey: 7,
} as const;

export type MessageType = keyof typeof messageTypes;

const typeByNumber = new Map<number, string>(
  Object.entries(messageTypes).map(([name, number]) => [number, name]),
);

/** After the message that carries it both sides go on with the next key. */
const ratchetFlag = 0x80;

/** The type byte and the tag: by how much a sealed message is longer. */
export const sealOverheadBytes = 17;

/** ChaCha20-Poly1305 would allow far more; an old key that leaks should open little. */
export const defaultRatchetMessages = 2 ** 20;

export interface LaneOptions {
  readonly crypto: Crypto;
  readonly lane: KeyedLane;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly ratchetMessages?: number;
}

export interface OrderedSealer {
  seal(type: MessageType, message: Uint8Array): Uint8Array;
}

/** Seals the messages of one lane in one direction; the nonce counts messages and is never sent. */
export function createOrderedSealer(options: LaneOptions): OrderedSealer {
  const { crypto, lane, ratchetMessages = defaultRatchetMessages } = options;
  const ad = utf8(lane);
  let key = options.key;
  let counter = 0;
  return {
    seal(type, message) {
      const ratchet = type === "rekey" || counter === ratchetMessages - 1;
      const plaintext = new Uint8Array(1 + message.length);
      plaintext[0] = messageTypes[type] | (ratchet ? ratchetFlag : 0);
      plaintext.set(message, 1);
      const sealed = crypto.seal(key, noiseNonce(counter++), ad, plaintext);
      if (ratchet) {
        key = ratchetKey(crypto, key);
        counter = 0;
      }
      return sealed;
    },
  };
}

export interface OpenedMessage {
  readonly type: MessageType;
  readonly message: Uint8Array;
}

export interface OrderedOpener {
  /**
   * Undefined when it is not the next message of this lane as the peer sealed it; nothing that comes after it will
   * open either.
   */
  open(ciphertext: Uint8Array): OpenedMessage | undefined;
}

export function createOrderedOpener(options: LaneOptions): OrderedOpener {
  const { crypto, lane, ratchetMessages = defaultRatchetMessages } = options;
  const ad = utf8(lane);
  let key: Uint8Array | undefined = options.key;
  let counter = 0;
  return {
    open(ciphertext) {
      if (key === undefined) return undefined;
      const plaintext = crypto.open(key, noiseNonce(counter++), ad, ciphertext);
      const first = plaintext?.[0] ?? 0xff;
      const type = typeByNumber.get(first & ~ratchetFlag);
      const ratchet = (first & ratchetFlag) !== 0;
      // A peer that does not change its key in time breaks the promise made to both people.
      if (plaintext === undefined || !isMessageType(type) || (counter >= ratchetMessages && !ratchet)) {
        key = undefined;
        return undefined;
      }
      if (ratchet) {
        key = ratchetKey(crypto, key);
        counter = 0;
      }
      return { type, message: plaintext.subarray(1) };
    },
  };
}

function isMessageType(name: string | undefined): name is MessageType {
  return name !== undefined && Object.hasOwn(messageTypes, name);
}
