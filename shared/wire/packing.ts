import { deflateSync, Inflate } from "fflate";

/*
 * Screens travel packed, as raw DEFLATE (RFC 1951): ten thousand lines take a tenth, so whoever joins over a slow line
 * sees the first one sooner, and a flood costs everybody less.
 */

/** What is unpacked before the size is looked at again: at most a thousand times as much comes of it. */
const stepBytes = 8_192;

export function pack(data: Uint8Array): Uint8Array {
  return deflateSync(data, { level: 1 });
}

/** Undefined where it is no packed data, or not of exactly so many bytes: nothing much larger is ever made. */
export function unpack(packed: Uint8Array, bytes: number): Uint8Array | undefined {
  const whole = new Uint8Array(bytes);
  let length = 0;
  let ended = false;
  const inflate = new Inflate((chunk, final) => {
    if (length + chunk.length <= bytes) whole.set(chunk, length);
    length += chunk.length;
    ended = final;
  });
  try {
    for (let at = 0; at < packed.length && length <= bytes; at += stepBytes) {
      inflate.push(packed.subarray(at, at + stepBytes), at + stepBytes >= packed.length);
    }
  } catch {
    return undefined;
  }
  return ended && length === bytes ? whole : undefined;
}
