import { z } from "zod";
import { participantIdSchema } from "../base/ids.ts";

/** Who, when and how much; never what. */
export const inputSubmittedSchema = z.strictObject({
  participant: participantIdSchema,
  kind: z.enum(["key", "paste", "mouse", "focus"]),
  /** UTF-8 bytes handed to the target. */
  bytes: z.int().min(0),
});
