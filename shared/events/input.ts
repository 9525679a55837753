import { z } from "zod";
import { participantIdSchema } from "../base/ids.ts";

/** Who, when and how much; never what. */
export const inputSubmittedSchema = z.strictObject({
  participant: participantIdSchema,
  kind: z.enum(["key", "paste", "mouse", "focus", "line", "interrupt", "proposal"]),
  /** UTF-8 bytes handed to the target. */
  bytes: z.int().min(0),
});

/** Without input for so long, in `interactive` mode: they type again once they have asked. */
export const inputLapsedSchema = z.strictObject({ participant: participantIdSchema });
export const inputResumedSchema = z.strictObject({ participant: participantIdSchema });
