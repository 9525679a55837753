import { z } from "zod";
import { participantIdSchema } from "../base/ids.ts";
import { numberSchema } from "./control.ts";
import { commandTextSchema, sentenceSchema } from "./terms.ts";

/** Somebody without control writes what they would type; another decides. */
export const proposalMadeSchema = z.strictObject({
  proposal: numberSchema,
  participant: participantIdSchema,
  text: commandTextSchema,
});

/** Typed into the target as the proposer's; `text` where it was edited first. */
export const proposalApprovedSchema = z.strictObject({
  proposal: numberSchema,
  by: participantIdSchema,
  text: commandTextSchema.optional(),
});

export const proposalRejectedSchema = z.strictObject({
  proposal: numberSchema,
  by: participantIdSchema,
  reason: sentenceSchema.optional(),
});

/** By its author; or, with why, because nothing may be typed as theirs any more. */
export const proposalWithdrawnSchema = z.strictObject({
  proposal: numberSchema,
  why: z.enum(["removed", "not-permitted"]).optional(),
});
