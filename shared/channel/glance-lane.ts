import { concat, utf8 } from "../base/bytes.ts";
import { ratchetKey } from "./keys.ts";
import { noiseNonce } from "./noise.ts";
import { defaultRatchetMessages, type LaneOptions } from "./ordered-lane.ts";
import { createReplayWindow } from "./replay-window.ts";

const counterBytes = 8;
/** By how much a sealed glance is longer: its counter (u64, big endian) and the tag. */
export const glanceOverheadBytes = counterBytes + 16;

/**
 * How many keys a receiver steps ahead for one datagram. A forged counter costs at most that many hashes; a peer
 * whose glances were all lost for longer than this many keys (two hours at 15 minutes a key) is heard no more.
 */
const maxEpochsAhead = 8;

export interface GlanceSealer {
  /** Counter in the clear, then the ciphertext. */
  seal(message: Uint8Array): Uint8Array;
  /** The next one uses a new key, unless nothing was sealed under this one. */
  rekey(): void;
}

/** Key number n serves the counters from n × ratchetMessages on, so that the counter alone tells the key. */
export function createGlanceSealer(options: LaneOptions): GlanceSealer {
  const { crypto, lane, ratchetMessages = defaultRatchetMessages } = options;
  const ad = utf8(lane);
  let { key } = options;
  let epoch = 0;
  let counter = 0;
  return {
    seal(message) {
      for (; epoch < Math.floor(counter / ratchetMessages); epoch++) key = ratchetKey(crypto, key);
      const sealed = crypto.seal(key, noiseNonce(counter), ad, message);
      return concat(encodeCounter(counter++), sealed);
    },
    rekey() {
      counter = Math.ceil(counter / ratchetMessages) * ratchetMessages;
    },
  };
}

export interface GlanceOpener {
  /** Undefined, and counted, for what is forged, repeated, too old or too short. */
  open(datagram: Uint8Array): Uint8Array | undefined;
  readonly dropped: number;
}

export function createGlanceOpener(options: LaneOptions): GlanceOpener {
  const { crypto, lane, ratchetMessages = defaultRatchetMessages } = options;
  const ad = utf8(lane);
  const replays = createReplayWindow();
  let current = { epoch: 0, key: options.key };
  // Datagrams overtake each other: the key before is kept until the next change.
  let previous: typeof current | undefined;
  let dropped = 0;

  const keyFor = (epoch: number): typeof current | undefined => {
    if (epoch === previous?.epoch) return previous;
    if (epoch < current.epoch || epoch > current.epoch + maxEpochsAhead) return undefined;
    let { key } = current;
    for (let at = current.epoch; at < epoch; at++) key = ratchetKey(crypto, key);
    return { epoch, key };
  };

  const open = (datagram: Uint8Array): Uint8Array | undefined => {
    const counter = decodeCounter(datagram);
    if (counter === undefined || !replays.isFresh(counter)) return undefined;
    const found = keyFor(Math.floor(counter / ratchetMessages));
    if (found === undefined) return undefined;
    const message = crypto.open(found.key, noiseNonce(counter), ad, datagram.subarray(counterBytes));
    if (message === undefined) return undefined;
    replays.note(counter);
    if (found.epoch > current.epoch) {
      previous = current;
      current = found;
    }
    return message;
  };

  return {
    open(datagram) {
      const message = open(datagram);
      if (message === undefined) dropped++;
      return message;
    },
    get dropped() {
      return dropped;
    },
  };
}

function encodeCounter(counter: number): Uint8Array {
  const bytes = new Uint8Array(counterBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(counter / 2 ** 32));
  view.setUint32(4, counter >>> 0);
  return bytes;
}

/** Undefined when there is none or when it is beyond what a number counts exactly. */
function decodeCounter(datagram: Uint8Array): number | undefined {
  if (datagram.length < glanceOverheadBytes) return undefined;
  const view = new DataView(datagram.buffer, datagram.byteOffset, counterBytes);
  const counter = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  return Number.isSafeInteger(counter) ? counter : undefined;
}
