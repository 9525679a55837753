import { invariant } from "../base/assert.ts";
import { utf8 } from "../base/bytes.ts";
import { encodeLine, maxLineBytes } from "./line.ts";

/** Shorter text is encoded faster by JSON.stringify, and must not hold a slab for as long as it is kept. */
const leastLength = 4_096;
/** Dozens of lines: one allocation for them all, given back once the last of them is. */
const slabBytes = 1_048_576;
/** What surrounds the data: an interval of at most 13 characters, the code, punctuation. */
const maxFrameBytes = 64;
/** `\u001b` for a byte. */
const maxEscapedBytes = 6;

const backslash = 0x5c;
const hexDigits = utf8("0123456789abcdef");

/** By byte: 0 where it stands for itself, else the letter after the backslash; as JSON.stringify has them. */
const escapes = new Uint8Array(256).fill(0x75, 0, 0x20);
for (const [byte, letter] of ['""', "\\\\", "\bb", "\tt", "\nn", "\ff", "\rr"].map((pair) => utf8(pair))) {
  if (byte !== undefined && letter !== undefined) escapes[byte] = letter;
}

/** Escapes the first `length` bytes of `from` into `to`; the index after the last. */
function escapeInto(from: Uint8Array, length: number, to: Uint8Array, start: number): number {
  let at = start;
  for (let index = 0; index < length; index++) {
    const byte = from[index] ?? 0;
    const letter = escapes[byte] ?? 0;
    if (letter === 0) {
      to[at++] = byte;
      continue;
    }
    to[at++] = backslash;
    to[at++] = letter;
    if (letter !== 0x75) continue;
    to[at++] = 0x30;
    to[at++] = 0x30;
    to[at++] = hexDigits[byte >> 4] ?? 0;
    to[at++] = hexDigits[byte & 15] ?? 0;
  }
  return at;
}

/**
 * Lines of long output as encodeLine writes them, but faster and without an allocation each; every line has so many bytes of its own before it
 * in its buffer, for a header that is to travel with it. Undefined where encodeLine serves as well.
 */
export function createOutputLines(
  headroomBytes: number,
): (intervalMs: number, text: string) => Uint8Array | undefined {
  const encoder = new TextEncoder();
  let scratch = new Uint8Array(0);
  let slab = new Uint8Array(0);
  let used = 0;

  return (intervalMs, text) => {
    if (text.length < leastLength || text.length * 3 > slabBytes) return undefined;
    if (scratch.length < text.length * 3) scratch = new Uint8Array(text.length * 3);
    // Lone surrogates become U+FFFD here too.
    const { written } = encoder.encodeInto(text, scratch);
    const mostBytes = headroomBytes + maxFrameBytes + written * maxEscapedBytes;
    if (mostBytes > slabBytes) return undefined;
    if (used + mostBytes > slab.length) {
      slab = new Uint8Array(slabBytes);
      used = 0;
    }
    const frame = encodeLine(intervalMs, "o", "");
    const start = used + headroomBytes;
    slab.set(frame, start);
    const quoted = escapeInto(scratch, written, slab, start + frame.length - 2);
    slab.set(frame.subarray(-2), quoted);
    used = quoted + 2;
    const line = slab.subarray(start, used);
    invariant(line.length <= maxLineBytes, `a line of ${line.length} bytes is longer than ${maxLineBytes}`);
    return line;
  };
}
