import { z } from "zod";
import { linkIdSchema, participantIdSchema } from "../base/ids.ts";
import { grantSchema, sentenceSchema, wallMsSchema } from "./terms.ts";

/** A share link's rules. Its secret is in no event. */
export const linkCreatedSchema = z.strictObject({
  link: linkIdSchema,
  by: participantIdSchema,
  grant: grantSchema,
  expiresAtMs: wallMsSchema,
  /** Null: no limit. A use is a new identity, not a connection. */
  maxUses: z.int().min(1).max(10_000).nullable(),
  approval: z.boolean(),
});

export const linkRevokedSchema = z.strictObject({
  link: linkIdSchema,
  by: participantIdSchema,
  reason: sentenceSchema.optional(),
});
export const linkExpiredSchema = z.strictObject({ link: linkIdSchema });

/** New joiners by this link need the owner's approval from here on. */
export const linkRestrictedSchema = z.strictObject({ link: linkIdSchema, by: participantIdSchema });

/** Off: everybody but the owner is disconnected, and nobody comes in until it is on again. */
export const sharingSwitchedSchema = z.strictObject({
  by: participantIdSchema,
  on: z.boolean(),
  reason: sentenceSchema.optional(),
});
