import { z } from "zod";
import { participantIdSchema } from "../base/ids.ts";
import { numberSchema } from "./control.ts";
import { noteTextSchema, sentenceSchema, wallMsSchema } from "./terms.ts";

export const questionAskedSchema = z.strictObject({
  question: numberSchema,
  participant: participantIdSchema,
  text: noteTextSchema,
});
export const questionAnsweredSchema = z.strictObject({
  question: numberSchema,
  by: participantIdSchema,
  text: noteTextSchema,
});
/** Closed without an answer, by whoever asked or by the owner. */
export const questionClosedSchema = z.strictObject({ question: numberSchema, by: participantIdSchema });

export const handRaisedSchema = z.strictObject({ participant: participantIdSchema });
export const handLoweredSchema = z.strictObject({
  participant: participantIdSchema,
  by: participantIdSchema,
});

/**
 * A place on the screen, in cells: columns from 0, and the line's absolute number, which counts every line since the
 * start of the session, those that scrolled out of reach too. The alternate screen has no past: its lines are 0 to
 * rows - 1, and what stands on it goes when it does. Tenths of a cell.
 */
const coordinateSchema = z
  .number()
  .min(0)
  .max(1e9)
  .transform((value) => Math.round(value * 10) / 10);
export const placeSchema = z.strictObject({ line: coordinateSchema, col: coordinateSchema });
export type Place = Readonly<z.infer<typeof placeSchema>>;
export const bufferSchema = z.enum(["main", "alternate"]);

export const annotationShapeSchema = z.enum(["box", "circle", "arrow", "text", "warning", "freehand"]);
/** `person`: the colour of whoever drew it; the others by name, so that each theme has its own. */
export const annotationColourSchema = z.enum([
  "person",
  "red",
  "orange",
  "yellow",
  "green",
  "blue",
  "purple",
]);

/** Points a freehand drawing may have; the client thins out what the hand made. */
export const maxAnnotationPoints = 200;

export const annotationAddedSchema = z.strictObject({
  annotation: numberSchema,
  participant: participantIdSchema,
  shape: annotationShapeSchema,
  colour: annotationColourSchema,
  label: sentenceSchema.optional(),
  buffer: bufferSchema,
  /** box, circle: two corners; arrow: tail and head; text, warning: where it stands; freehand: the line. */
  points: z.array(placeSchema).min(1).max(maxAnnotationPoints),
  /** When it goes by itself; null: it stays until it is cleared. */
  untilMs: wallMsSchema.nullable(),
});

export const annotationsClearedSchema = z.strictObject({
  by: participantIdSchema,
  /** These, or null: all of them. */
  annotations: z.array(numberSchema).min(1).max(500).nullable(),
});

export const bookmarkCategorySchema = z.enum(["milestone", "problem", "resolution", "note"]);

export const bookmarkAddedSchema = z.strictObject({
  bookmark: numberSchema,
  participant: participantIdSchema,
  label: sentenceSchema,
  category: bookmarkCategorySchema,
  notes: noteTextSchema.optional(),
  /** The absolute number of the line it points at, on the main screen. */
  line: z.int().min(0).max(1e9).optional(),
});
export const bookmarkRemovedSchema = z.strictObject({ bookmark: numberSchema, by: participantIdSchema });
