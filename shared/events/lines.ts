import { z } from "zod";
import { participantIdSchema } from "../base/ids.ts";
import { numberSchema } from "./control.ts";
import { commandLineSchema } from "./terms.ts";

/** Lines of the `queued` merge: composed by one person, run one after another. */

export const lineQueuedSchema = z.strictObject({
  line: numberSchema,
  participant: participantIdSchema,
  text: commandLineSchema,
});

/** Handed to the target, whole. */
export const lineStartedSchema = z.strictObject({ line: numberSchema });

/** How it was known that the target is ready for the next line. */
export const completionSchema = z.enum(["integration", "process", "silence"]);
export type Completion = z.infer<typeof completionSchema>;

export const lineFinishedSchema = z.strictObject({
  line: numberSchema,
  how: z.enum([...completionSchema.options, "skipped"]),
  exitCode: z.int().optional(),
});

export const lineRemovedSchema = z.strictObject({
  line: numberSchema,
  by: participantIdSchema,
  why: z.enum(["cancelled", "cleared", "gone", "not-permitted", "mode-changed"]),
});

/** Next in the queue, by the owner's word. */
export const lineMovedSchema = z.strictObject({ line: numberSchema, by: participantIdSchema });

/** Raw input for one person, until it is handed back: for full-screen programs. */
export const lineOpenedSchema = z.strictObject({ participant: participantIdSchema });
export const lineClosedSchema = z.strictObject({
  participant: participantIdSchema,
  why: z.enum(["handed-back", "taken-back", "gone", "not-permitted", "mode-changed", "lapsed"]),
});

/** How the end of a line is told on this target from here on. */
export const lineCompletionChangedSchema = z.strictObject({ completion: completionSchema });
