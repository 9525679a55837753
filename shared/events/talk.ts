import { z } from "zod";
import { participantIdSchema } from "../base/ids.ts";
import { chatTextSchema } from "./terms.ts";

export const chatSentSchema = z.strictObject({
  participant: participantIdSchema,
  text: chatTextSchema,
  /** Who is named in it with an `@`. */
  mentions: z.array(participantIdSchema).max(10).default([]),
});
