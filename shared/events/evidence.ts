import { z } from "zod";
import { fromBase64url } from "../base/bytes.ts";
import { participantIdSchema, sessionIdSchema } from "../base/ids.ts";

/**
 * What makes a recording evidence. In a line these objects stand with `type` first and the other fields in the order
 * given here: the verifier tells them by their beginning, and of a checkpoint it accepts no other spelling.
 */

const base64urlBytes = (length: number) =>
  z.string().refine((text) => fromBase64url(text)?.length === length, `not ${length} bytes in base64url`);

const epochSchema = z.int().min(1).max(0xffff_ffff);

/** The number of an entry; 0 is the state before the first. */
const seqSchema = z.int().min(0);

/**
 * The host's signature of everything before it: stands at entry n + 1 and signs the head after entry n. After a sealed
 * one nothing follows. Signed bytes: shared/log/checkpoint.ts.
 */
export const checkpointSchema = z.strictObject({
  n: seqSchema,
  /** Of the checkpoint itself: ms since the file began, the sum of all intervals up to and with its own. */
  elapsedMs: z.int().min(0),
  head: base64urlBytes(32),
  /** Commitment to the private file's head: shared/log/private.ts. */
  private: base64urlBytes(32),
  signature: base64urlBytes(64),
  sealed: z.literal(true).optional(),
});

export type Checkpoint = { readonly type: "checkpoint" } & Readonly<z.infer<typeof checkpointSchema>>;

/** Stretches a statement can name; a client that was cut off more often names the latest. */
export const maxReceivedRanges = 64;

/**
 * What a participant's own client signs: this head was shown to me, and of the entries up to it I received these.
 * The host logs it only if it holds. Signed bytes: shared/log/witness.ts.
 */
export const witnessStatedSchema = z.strictObject({
  participant: participantIdSchema,
  /** The participant's Ed25519 public key. */
  key: base64urlBytes(32),
  session: sessionIdSchema,
  /** Of the checkpoint stated. */
  epoch: epochSchema,
  /** The n of the checkpoint stated. */
  n: seqSchema,
  head: base64urlBytes(32),
  /** First and last entry of each stretch really received, ascending, apart from each other, up to n. */
  received: z
    .array(z.tuple([z.int().min(1), z.int().min(1)]))
    .max(maxReceivedRanges)
    .refine(
      (ranges) => ranges.every(([from, to], i) => from <= to && from > (ranges[i - 1]?.[1] ?? -1) + 1),
      "ranges overlap, touch or run backwards",
    ),
  signature: base64urlBytes(64),
});

export type WitnessStated = { readonly type: "witness.stated" } & Readonly<
  z.infer<typeof witnessStatedSchema>
>;

/**
 * The host was started again and goes on in the same file, after its last whole line: the first entry of the new epoch,
 * with interval 0, so that the time it was away does not count. n and head are the chain's where the epoch before
 * stopped. Signed by the next checkpoint, which carries the new epoch.
 */
export const epochBeganSchema = z.strictObject({
  /** Greater than the one before. */
  epoch: epochSchema,
  n: seqSchema,
  head: base64urlBytes(32),
  /** Unix time in ms. */
  wallMs: z.int().min(0),
});

export type EpochBegan = { readonly type: "epoch.began" } & Readonly<z.infer<typeof epochBeganSchema>>;

/** Only in the private file: opens the commitment of the public checkpoint that signs entry n. */
export const checkpointSaltSchema = z.strictObject({
  n: seqSchema,
  salt: base64urlBytes(16),
});

export type CheckpointSalt = { readonly type: "checkpoint.salt" } & Readonly<
  z.infer<typeof checkpointSaltSchema>
>;
