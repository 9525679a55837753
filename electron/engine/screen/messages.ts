import { z } from "zod";

/** What the worker is started with. */
export const screenOptionsSchema = z.strictObject({
  cols: z.int().positive(),
  rows: z.int().positive(),
  /** Lines. */
  scrollback: z.int().nonnegative(),
  /** The entry the screen begins after. */
  seq: z.number(),
  /** Written before anything else. */
  notice: z.string(),
});
export type ScreenOptions = z.infer<typeof screenOptionsSchema>;

/** One step of the log: output up to and including entry seq, or a new size. */
const stepSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("output"), seq: z.number(), text: z.string() }),
  z.strictObject({ type: z.literal("resize"), seq: z.number(), cols: z.number(), rows: z.number() }),
]);
export type Step = z.infer<typeof stepSchema>;

const depthSchema = z.enum(["screen", "everything"]);

export const toWorkerSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("feed"), steps: z.array(stepSchema) }),
  /** Answered after the feeds sent before it. */
  z.strictObject({ type: z.literal("keyframe"), depth: depthSchema }),
]);
export type ToWorker = z.infer<typeof toWorkerSchema>;

export const fromWorkerSchema = z.discriminatedUnion("type", [
  /** The steps of one feed are done. */
  z.strictObject({ type: z.literal("fed"), top: z.number() }),
  z.strictObject({ type: z.literal("reply"), data: z.string() }),
  z.strictObject({
    type: z.literal("modes"),
    modes: z.strictObject({
      bracketedPaste: z.boolean(),
      applicationCursor: z.boolean(),
      mouse: z.boolean(),
      focus: z.boolean(),
      alternateScreen: z.boolean(),
    }),
  }),
  z.strictObject({
    type: z.literal("keyframe"),
    seq: z.number(),
    cols: z.number(),
    rows: z.number(),
    depth: depthSchema,
    firstLine: z.number(),
    data: z.instanceof(Uint8Array),
    bytes: z.number(),
  }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;
