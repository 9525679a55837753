import { maxPayloadBytes } from "./messages.ts";

/** A frame on a host's line: u32 stream id (big endian) ‖ opaque payload. */

const headerBytes = 4;

export const maxStreamFrameBytes = headerBytes + maxPayloadBytes;

export function encodeStreamFrame(stream: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(headerBytes + payload.length);
  new DataView(frame.buffer).setUint32(0, stream);
  frame.set(payload, headerBytes);
  return frame;
}

/** Undefined for what is no frame. The payload is a view into the frame. */
export function decodeStreamFrame(
  frame: Uint8Array,
): { readonly stream: number; readonly payload: Uint8Array } | undefined {
  if (frame.length < headerBytes || frame.length > maxStreamFrameBytes) return undefined;
  const stream = new DataView(frame.buffer, frame.byteOffset).getUint32(0);
  return { stream, payload: frame.subarray(headerBytes) };
}
