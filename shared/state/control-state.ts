import { z } from "zod";
import { participantIdSchema } from "../base/ids.ts";
import { controlGrantedSchema, controlOfferedSchema, numberSchema } from "../events/control.ts";
import { commandLineSchema, sentenceSchema, wallMsSchema } from "../events/terms.ts";
import { completionSchema } from "../events/lines.ts";

/** Before somebody whose request has ended asks again. */
export const askAgainMs = 5_000;

/** Somebody waits for control. */
export const controlRequestSchema = z.strictObject({
  request: numberSchema,
  participant: participantIdSchema,
  minutes: z.int(),
  reason: sentenceSchema.optional(),
  atMs: wallMsSchema,
});
export type ControlRequest = Readonly<z.output<typeof controlRequestSchema>>;

/** Who sends input: the controller in `presenter`, the token's holder in `token`; nobody elsewhere. */
export const controlSchema = z.strictObject({
  holder: participantIdSchema.nullable(),
  /** How the holder came to it; null while it is the owner by right, or nobody. */
  grant: controlGrantedSchema
    .pick({ by: true, untilMs: true, autoReturn: true, practice: true, reason: true })
    .extend({
      sinceMs: wallMsSchema,
      /** When the holder's line was lost, while it is. */
      lostAtMs: wallMsSchema.optional(),
    })
    .nullable(),
  offer: controlOfferedSchema.nullable(),
  /** First come, first served. */
  queue: z.array(controlRequestSchema),
  /** When somebody's last request ended, for as long as the next one waits because of it. */
  lastEndedMs: z.record(participantIdSchema, wallMsSchema),
});

export const lineSchema = z.strictObject({
  line: numberSchema,
  participant: participantIdSchema,
  text: commandLineSchema,
  atMs: wallMsSchema,
});
export type Line = Readonly<z.output<typeof lineSchema>>;

/** The queue of the `queued` merge. */
export const linesSchema = z.strictObject({
  running: lineSchema.extend({ startedAtMs: wallMsSchema }).nullable(),
  queue: z.array(lineSchema),
  /** Types raw until they hand it back. */
  open: participantIdSchema.nullable(),
  /** How the end of a line is told; `silence` is a guess. */
  completion: completionSchema,
});
