/** The same bytes in the type that sockets of the platform take: not on shared memory. Copies only what is. */
export function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(bytes);
}

/**
 * A frame of what a socket delivered: an ArrayBuffer, any view of one (Node's Buffers among them, whose `slice` would
 * share memory), of whatever realm. Undefined for anything else.
 */
export function toFrame(data: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined;
}

/** The same bytes in a buffer of their own: a clone of a view would take the whole buffer behind it along. */
export function alone(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
