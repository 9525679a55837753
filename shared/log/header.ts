import { z } from "zod";
import { safeParse } from "../base/parse.ts";
import { fromBase64url, fromStrictUtf8, utf8 } from "../base/bytes.ts";
import { sessionIdSchema } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";

/** Raised when a reader of the format before could misread a file. */
export const logFormat = 1;

/** Without its LF. */
export const maxHeaderBytes = 65_536;

/** How every header begins; the fields stand in the order of the schema. */
export const headerStart = '{"version":3,"term":{"cols":';

const sizeSchema = z.int().min(1).max(65_535);

const base64urlBytes = (length: number) =>
  z.string().refine((text) => fromBase64url(text)?.length === length, `not ${length} bytes in base64url`);

/**
 * The first line: a header of asciicast v3 with our own part in `tandem`, which players pass over. Fields added later
 * within a format are ignored by older readers; the chain covers them all the same.
 */
export const logHeaderSchema = z.object({
  version: z.literal(3),
  term: z.object({ cols: sizeSchema, rows: sizeSchema, type: z.string().max(64) }),
  /** Unix time in whole seconds at the start of the file. */
  timestamp: z.int().min(0),
  title: z.string().max(1000).optional(),
  tandem: z.object({
    format: z.literal(logFormat),
    session: sessionIdSchema,
    /** The epoch the file begins in; `epoch.began` begins later ones. */
    epoch: z.int().min(1).max(0xffff_ffff),
    /** The host's Ed25519 public key, base64url. */
    hostKey: base64urlBytes(32),
    /** The Unicode width table the screen was laid out with. */
    widths: z.literal("xterm-6"),
    /** `private`: what only the owner's machine keeps (see private.ts). */
    kind: z.enum(["public", "private"]),
  }),
});

export type LogHeader = z.infer<typeof logHeaderSchema>;

/** The header's line in UTF-8, without its LF. The schema's order, whatever order the value's fields came in. */
export function encodeHeader(header: LogHeader): Uint8Array {
  return utf8(JSON.stringify(logHeaderSchema.parse(header)));
}

const foreignSchema = z.object({ version: z.number(), tandem: z.object({ format: z.number() }).optional() });

/** Reads the first line without its LF; the error is a sentence for the person who opened the file. */
export function parseHeader(bytes: Uint8Array): Result<LogHeader, string> {
  const value = bytes.length <= maxHeaderBytes ? parseJson(bytes) : undefined;
  const header = safeParse(logHeaderSchema, value);
  if (header.success) return ok(header.data);
  const foreign = safeParse(foreignSchema, value);
  if (!foreign.success) return err("This is not a recording: its first line is not a header.");
  const { version, tandem } = foreign.data;
  if (tandem === undefined) {
    return err(`This is an asciicast v${version} recording without Tandem's part: nothing in it is signed.`);
  }
  if (tandem.format > logFormat) {
    return err(`This recording has format ${tandem.format}, made by a newer Tandem. Update to read it.`);
  }
  const issue = header.error.issues[0];
  return err(`The recording's header is damaged: ${issue?.path.join(".")}: ${issue?.message}.`);
}

function parseJson(bytes: Uint8Array): unknown {
  const text = fromStrictUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
