import { safeParse } from "../base/parse.ts";
import { concat, fromStrictUtf8, utf8 } from "../base/bytes.ts";
import { z } from "zod";
import { err, ok, type Result } from "../base/result.ts";
import { colsSchema, rowsSchema } from "../events/terms.ts";
import { type SessionState, sessionStateSchema } from "../state/state.ts";

/**
 * Log lane, host to client. The first byte of a message is its kind; numbers are big endian.
 *
 * entries  (1): any number of: epoch u32, seq u48, elapsed ms u48, flags u8 (1: private), length u32, the line's bytes.
 *               The bytes are those on disk and in the hash; what stands before them is not hashed, but must agree.
 * keyframe (2): header length u32, header (JSON), the screen packed (packing.ts). A large one comes in parts, in order.
 * snapshot (3): JSON of the state.
 */
export const frameKinds = { entries: 1, keyframe: 2, snapshot: 3 } as const;

/** Header of one entry on the wire, in bytes. */
export const entryHeaderBytes = 4 + 6 + 6 + 1 + 4;

export interface WireEntry {
  readonly epoch: number;
  readonly seq: number;
  readonly elapsedMs: number;
  readonly isPrivate: boolean;
  /** One line of the recording, without its line feed. */
  readonly line: Uint8Array;
}

/** One entry as it travels, header and line; made once, sent to everybody. */
export function encodeEntryFrame(entry: WireEntry): Uint8Array {
  const bytes = new Uint8Array(entryHeaderBytes + entry.line.length);
  writeEntryHeader(bytes, entry);
  bytes.set(entry.line, entryHeaderBytes);
  return bytes;
}

/** The same without a copy, for a line that has entryHeaderBytes of its own before it in its buffer. */
export function encodeEntryFrameInPlace(entry: WireEntry): Uint8Array {
  const { buffer, byteOffset, length } = entry.line;
  const bytes = new Uint8Array(buffer, byteOffset - entryHeaderBytes, entryHeaderBytes + length);
  writeEntryHeader(bytes, entry);
  return bytes;
}

function writeEntryHeader(bytes: Uint8Array, entry: WireEntry): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, entry.epoch);
  view.setUint16(4, Math.floor(entry.seq / 0x1_0000_0000));
  view.setUint32(6, entry.seq >>> 0);
  view.setUint16(10, Math.floor(entry.elapsedMs / 0x1_0000_0000));
  view.setUint32(12, entry.elapsedMs >>> 0);
  view.setUint8(16, entry.isPrivate ? 1 : 0);
  view.setUint32(17, entry.line.length);
}

const entriesKind = new Uint8Array([frameKinds.entries]);

/** One message of several entry frames. */
export function encodeEntries(frames: readonly Uint8Array[]): Uint8Array {
  return concat(entriesKind, ...frames);
}

/** A screen with its scrollback is 1 MB; with attributes in every cell some more. Beyond it is a host that wants memory. */
export const maxKeyframeBytes = 32 * 1024 * 1024;

export const keyframeHeaderSchema = z.strictObject({
  epoch: z.int().min(1),
  seq: z.int().min(0),
  cols: colsSchema,
  rows: rowsSchema,
  depth: z.enum(["screen", "everything"]),
  /** The absolute number of its first line: events/notes.ts. */
  firstLine: z.int().min(0),
  /** Of the screen, unpacked. */
  bytes: z.int().min(1).max(maxKeyframeBytes),
  part: z.int().min(0).max(4095),
  parts: z.int().min(1).max(4096),
});
export type KeyframeHeader = Readonly<z.output<typeof keyframeHeaderSchema>>;

/** Bytes of a keyframe's part: small enough that other lanes get in between. */
export const keyframePartBytes = 49_152;

/** A keyframe as messages, made once and sent to everybody. data: packed. */
export function encodeKeyframe(
  header: Omit<KeyframeHeader, "part" | "parts">,
  data: Uint8Array,
): readonly Uint8Array[] {
  const parts = Math.max(1, Math.ceil(data.length / keyframePartBytes));
  return Array.from({ length: parts }, (_, part) => {
    const json = utf8(JSON.stringify({ ...header, part, parts }));
    const start = new Uint8Array(5);
    const view = new DataView(start.buffer);
    view.setUint8(0, frameKinds.keyframe);
    view.setUint32(1, json.length);
    return concat(start, json, data.subarray(part * keyframePartBytes, (part + 1) * keyframePartBytes));
  });
}

const snapshotKind = new Uint8Array([frameKinds.snapshot]);

export function encodeSnapshot(state: SessionState): Uint8Array {
  return concat(snapshotKind, utf8(JSON.stringify(state)));
}

export type LogFrame =
  | { readonly kind: "entries"; readonly entries: readonly WireEntry[] }
  | { readonly kind: "keyframe"; readonly header: KeyframeHeader; readonly data: Uint8Array }
  | { readonly kind: "snapshot"; readonly state: z.output<typeof sessionStateSchema> };

function decodeEntries(bytes: Uint8Array): Result<LogFrame, string> {
  const entries: WireEntry[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 1;
  while (at < bytes.length) {
    if (at + entryHeaderBytes > bytes.length) return err("an entry's header is cut off");
    const length = view.getUint32(at + 17);
    const start = at + entryHeaderBytes;
    if (start + length > bytes.length) return err("an entry's line is cut off");
    entries.push({
      epoch: view.getUint32(at),
      seq: view.getUint16(at + 4) * 0x1_0000_0000 + view.getUint32(at + 6),
      elapsedMs: view.getUint16(at + 10) * 0x1_0000_0000 + view.getUint32(at + 12),
      isPrivate: view.getUint8(at + 16) === 1,
      line: bytes.subarray(start, start + length),
    });
    at = start + length;
  }
  return ok({ kind: "entries", entries });
}

function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Uint8Array,
): Result<z.output<Schema>, string> {
  const text = fromStrictUtf8(bytes);
  if (text === undefined) return err("not UTF-8");
  try {
    const parsed = safeParse(schema, JSON.parse(text));
    return parsed.success ? ok(parsed.data) : err(parsed.error.issues[0]?.message ?? "not of a known shape");
  } catch {
    return err("not JSON");
  }
}

/** What a client makes of a message on the log lane; the error names what is wrong with it. */
export function decodeLogFrame(bytes: Uint8Array): Result<LogFrame, string> {
  switch (bytes[0]) {
    case frameKinds.entries:
      return decodeEntries(bytes);
    case frameKinds.keyframe: {
      if (bytes.length < 5) return err("a keyframe's header is cut off");
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
      if (5 + length > bytes.length) return err("a keyframe's header is cut off");
      const header = parseJson(keyframeHeaderSchema, bytes.subarray(5, 5 + length));
      if (!header.ok) return header;
      return ok({ kind: "keyframe", header: header.value, data: bytes.subarray(5 + length) });
    }
    case frameKinds.snapshot: {
      const state = parseJson(sessionStateSchema, bytes.subarray(1));
      return state.ok ? ok({ kind: "snapshot", state: state.value }) : state;
    }
    default:
      return err("an unknown kind of message on the log lane");
  }
}
