import { z } from "zod";
import { participantIdSchema } from "../base/ids.ts";
import { sentenceSchema, wallMsSchema } from "./terms.ts";

/** Numbers of things within a session: 1 for the first. */
export const numberSchema = z.int().min(1).max(0xffff_ffff);

const minutesSchema = z.int().min(1).max(240);

export const controlRequestedSchema = z.strictObject({
  request: numberSchema,
  participant: participantIdSchema,
  minutes: minutesSchema,
  reason: sentenceSchema.optional(),
});

export const controlDeniedSchema = z.strictObject({
  request: numberSchema,
  participant: participantIdSchema,
  by: participantIdSchema,
  reason: sentenceSchema.optional(),
});

/** Taken back by whoever asked. */
export const controlCancelledSchema = z.strictObject({
  request: numberSchema,
  participant: participantIdSchema,
});

/** Came to nothing by itself. */
export const controlExpiredSchema = z.strictObject({
  request: numberSchema,
  participant: participantIdSchema,
  why: z.enum(["mode-changed", "gone", "not-permitted", "session-ended"]),
});

/** Control is offered to somebody; `awaits` says whose word is missing. Lapses at `untilMs`. */
export const controlOfferedSchema = z.strictObject({
  offer: numberSchema,
  to: participantIdSchema,
  by: participantIdSchema,
  awaits: z.enum(["owner", "recipient"]),
  untilMs: wallMsSchema,
  minutes: minutesSchema,
  autoReturn: z.boolean(),
  practice: z.boolean(),
  reason: sentenceSchema.optional(),
});

/** The owner approved what another hands on; now the recipient is asked. */
export const controlOfferApprovedSchema = z.strictObject({
  offer: numberSchema,
  by: participantIdSchema,
  untilMs: wallMsSchema,
});

export const controlOfferEndedSchema = z.strictObject({
  offer: numberSchema,
  to: participantIdSchema,
  why: z.enum([
    "declined",
    "denied",
    "withdrawn",
    "lapsed",
    "gone",
    "replaced",
    "mode-changed",
    "session-ended",
  ]),
});

/** From this entry on `to` is the controller, and nobody else is. */
export const controlGrantedSchema = z.strictObject({
  to: participantIdSchema,
  from: participantIdSchema.nullable(),
  by: participantIdSchema,
  via: z.enum(["request", "offer", "transfer", "queue", "token"]),
  /** The request this answers, where there was one. */
  request: numberSchema.optional(),
  /** The offer this answers, where there was one. */
  offer: numberSchema.optional(),
  /** When it ends by itself; null: it does not. */
  untilMs: wallMsSchema.nullable(),
  /** False: when it ends nobody has control until the owner acts. */
  autoReturn: z.boolean(),
  /** A trainee's practice, with a mentor watching. */
  practice: z.boolean(),
  reason: sentenceSchema.optional(),
});

/** From this entry on `to` is the controller again (the owner), or nobody (null). */
export const controlReturnedSchema = z.strictObject({
  from: participantIdSchema.nullable(),
  to: participantIdSchema.nullable(),
  why: z.enum([
    "handed-back",
    "reclaimed",
    "time-up",
    "idle",
    "holder-lost",
    "holder-gone",
    "not-permitted",
    "mode-changed",
  ]),
  by: participantIdSchema.optional(),
  practice: z.boolean(),
});
