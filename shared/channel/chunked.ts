import { err, ok, type Result } from "../base/result.ts";
import type { Lane } from "./connection.ts";

/**
 * A message travels as frames of one header byte and a piece of it. The header says the lane (bits 1 and 2) and
 * whether more pieces of the same message follow (bit 0). Pieces of one lane stay in order; lanes may alternate.
 * The header is not authenticated: the message it leads to is.
 */
const laneNumbers = { log: 0, call: 1, glance: 2 } as const satisfies Record<Lane, number>;
const lanes: readonly (Lane | undefined)[] = ["log", "call", "glance"];
const moreBit = 1;

export const frameHeaderBytes = 1;

export function encodeFrame(lane: Lane, more: boolean, piece: Uint8Array): Uint8Array {
  const frame = new Uint8Array(frameHeaderBytes + piece.length);
  frame[0] = (laneNumbers[lane] << 1) | (more ? moreBit : 0);
  frame.set(piece, frameHeaderBytes);
  return frame;
}

export interface DecodedFrame {
  readonly lane: Lane;
  readonly more: boolean;
  readonly piece: Uint8Array;
}

/** Undefined for an unknown lane, a set bit that means nothing yet, or an empty piece. */
export function decodeFrame(frame: Uint8Array): DecodedFrame | undefined {
  const header = frame[0];
  if (header === undefined || frame.length === frameHeaderBytes) return undefined;
  const lane = lanes[header >> 1];
  return lane === undefined
    ? undefined
    : { lane, more: (header & moreBit) !== 0, piece: frame.subarray(frameHeaderBytes) };
}

/** The frames of one message, cut when asked for, so that nothing is copied before the carrier has room. */
export interface Cutter {
  /** The next frame, or undefined when all of it has been given out. */
  next(): Uint8Array | undefined;
  /** Bytes of the message not yet given out. */
  readonly leftBytes: number;
}

export function createCutter(lane: Lane, message: Uint8Array, maxFrameBytes: number): Cutter {
  const pieceBytes = maxFrameBytes - frameHeaderBytes;
  let at = 0;
  return {
    next() {
      if (at >= message.length) return undefined;
      const piece = message.subarray(at, at + pieceBytes);
      at += piece.length;
      return encodeFrame(lane, at < message.length, piece);
    },
    get leftBytes() {
      return message.length - at;
    },
  };
}

/** Puts the pieces of one lane together again. */
export interface Reassembler {
  /** The whole message with its last piece, before that undefined; an error when it becomes too long. */
  add(piece: Uint8Array, more: boolean): Result<Uint8Array | undefined, "protocol-error">;
}

/** Never holds more than twice maxBytes, however many and however small the pieces are. */
export function createReassembler(maxBytes: number): Reassembler {
  let buffer: Uint8Array = new Uint8Array(0);
  let length = 0;

  const append = (piece: Uint8Array) => {
    if (length + piece.length > buffer.length) {
      const larger = new Uint8Array(
        Math.min(maxBytes, Math.max(2 * buffer.length, length + piece.length, 4_096)),
      );
      larger.set(buffer.subarray(0, length));
      buffer = larger;
    }
    buffer.set(piece, length);
    length += piece.length;
  };

  return {
    add(piece, more) {
      if (length + piece.length > maxBytes) return err("protocol-error");
      if (length === 0 && !more) return ok(piece);
      append(piece);
      if (more) return ok(undefined);
      const message = buffer.subarray(0, length);
      buffer = new Uint8Array(0);
      length = 0;
      return ok(message);
    },
  };
}
