import { z } from "zod";
import { participantIdSchema } from "../base/ids.ts";
import { numberSchema } from "../events/control.ts";
import { annotationAddedSchema, bookmarkAddedSchema } from "../events/notes.ts";
import { displayNameSchema, noteTextSchema, sentenceSchema, wallMsSchema } from "../events/terms.ts";
import { proposalMadeSchema } from "../events/proposals.ts";

/** What people leave beside the screen. Each carries its author's name at that time. */
const authored = { name: displayNameSchema, atMs: wallMsSchema };

export const proposalSchema = proposalMadeSchema.extend({
  ...authored,
  status: z.enum(["open", "approved", "rejected", "withdrawn", "expired"]),
  by: participantIdSchema.optional(),
  /** As it was typed, where it was edited first. */
  edited: z.string().optional(),
  reason: sentenceSchema.optional(),
});
export type Proposal = Readonly<z.output<typeof proposalSchema>>;

export const questionSchema = z.strictObject({
  question: numberSchema,
  participant: participantIdSchema,
  text: noteTextSchema,
  ...authored,
  status: z.enum(["open", "answered", "closed"]),
  answers: z.array(z.strictObject({ by: participantIdSchema, text: noteTextSchema, ...authored })),
});
export type Question = Readonly<z.output<typeof questionSchema>>;

export const annotationSchema = annotationAddedSchema.extend(authored);
export type Annotation = Readonly<z.output<typeof annotationSchema>>;

export const bookmarkSchema = bookmarkAddedSchema.extend({
  ...authored,
  /** ms since the session started: where it stands in the recording. */
  offsetMs: z.number(),
});
export type Bookmark = Readonly<z.output<typeof bookmarkSchema>>;
