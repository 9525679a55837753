import { z } from "zod";
import { linkIdSchema } from "../../../shared/base/ids.ts";
import type { CommandInput } from "../../../shared/commands/table.ts";
import { bufferSchema, bookmarkCategorySchema, placeSchema } from "../../../shared/events/notes.ts";
import { grantSchema, permissionsSchema } from "../../../shared/events/terms.ts";

/**
 * Bodies of the local API's own paths, in the words its users know. They say nothing the commands do not: each is
 * turned into one command's input, and that command's row checks it again.
 */

const minutes = z.int().min(1).max(240);
const text = z.string().max(4_000);
/** An id, or a name only one person has. */
const who = z.string().min(1).max(240).describe("A participant's id, or a name only one person has.");
/** `7`, `"7"`. */
const requestId = z.union([
  z.int().min(1),
  z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number),
]);

export const emptyBody = z.strictObject({});
export const reasonBody = z.strictObject({ reason: text.optional() });

export const transferBody = z.strictObject({
  to_participant: who,
  reason: text.optional(),
  duration_minutes: minutes.optional(),
  auto_return: z.boolean().default(true),
  practice_mode: z.boolean().default(false),
  mentor_can_intervene: z.literal(true).optional().describe("A mentor always can."),
});

export const requestBody = z.strictObject({
  reason: text.optional(),
  requested_duration_minutes: minutes.optional(),
});

export const approveBody = z.strictObject({
  request_id: requestId.optional(),
  participant: who.optional(),
  approved_duration_minutes: minutes.optional(),
  auto_return: z.boolean().default(true),
  practice_mode: z.boolean().default(false),
});

export const denyBody = z.strictObject({
  request_id: requestId.optional(),
  participant: who.optional(),
  reason: text.optional(),
});

export const chatBody = z.strictObject({ message: z.string().max(4_000) });

export const bookmarkBody = z.strictObject({
  label: text,
  category: bookmarkCategorySchema.default("note"),
  notes: text.optional(),
  line: z.int().min(0).optional().describe("The absolute number of the line it points at."),
});

export const removeBody = z.strictObject({
  reason: text.optional(),
  block_rejoin: z.boolean().default(true).describe("False: they may come back by their link."),
});

export const permitBody = permissionsSchema.partial();

export const blockBody = z.strictObject({
  participant: who.optional(),
  username: who.optional(),
  reason: text.optional(),
});

export const sharingBody = z.strictObject({
  enabled: z.boolean(),
  reason: text.optional(),
  disconnect_all_participants: z.literal(true).optional().describe("Switching it off always does."),
});

export const shareBody = z.strictObject({
  grant: grantSchema.default("view"),
  expires_minutes: z.int().min(1).optional(),
  max_uses: z.int().min(1).max(10_000).nullable().optional(),
  approval: z.boolean().optional(),
});
export const linkParam = linkIdSchema;

const number = z.number().min(0).max(20_000);
const box = { x: number, y: number, width: number.optional(), height: number.optional() };

/** Where something is drawn; `unit` says what the numbers are. */
const coordinates = z.union([
  z
    .strictObject({ unit: z.literal("cells"), ...box })
    .describe("Columns and rows of the screen as it is now."),
  z
    .strictObject({
      unit: z.literal("cells"),
      buffer: bufferSchema.optional(),
      points: z.array(placeSchema).min(1).max(200),
    })
    .describe("Columns, and absolute numbers of lines."),
  z
    .strictObject({ unit: z.literal("pixels"), ...box, screen_width: number, screen_height: number })
    .describe("Pixels of a picture of the whole screen, whose size is told."),
]);

const colours = ["person", "red", "orange", "yellow", "green", "blue", "purple"] as const;

export const annotationBody = z.strictObject({
  type: z.enum(["highlight", "box", "circle", "arrow", "text", "text_note", "warning", "freehand"]),
  coordinates,
  color: z
    .union([z.enum(colours), z.string().regex(/^#[0-9a-fA-F]{6}$/)])
    .default("person")
    .describe("A name, or #RRGGBB: the nearest of the names is taken, so that it is seen in every theme."),
  label: text.optional(),
  duration_seconds: z.int().min(1).nullable().optional().describe("null: until it is cleared."),
});

const shapes = { highlight: "box", text_note: "text" } as const;

type Colour = (typeof colours)[number];

/** How each named colour looks, to find the one nearest to a given one. */
const looks: readonly (readonly [name: Colour, red: number, green: number, blue: number])[] = [
  ["red", 230, 50, 50],
  ["orange", 240, 140, 30],
  ["yellow", 235, 215, 40],
  ["green", 50, 180, 80],
  ["blue", 50, 110, 230],
  ["purple", 150, 70, 210],
];

function colourOf(color: string): Colour {
  const named = colours.find((each) => each === color);
  if (named !== undefined) return named;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const away = looks.map(([name, r, g, b]) => ({
    name,
    distance: (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2,
  }));
  return away.reduce((nearest, each) => (each.distance < nearest.distance ? each : nearest)).name;
}

/** As `annotation.add` wants it. `size`: of the screen, in cells. */
export function annotationInput(
  body: z.output<typeof annotationBody>,
  size: { readonly cols: number; readonly rows: number },
): CommandInput<"annotation.add"> {
  const { type, coordinates: at, color, label, duration_seconds: seconds } = body;
  return {
    shape: type === "highlight" || type === "text_note" ? shapes[type] : type,
    colour: colourOf(color),
    ...(label === undefined ? {} : { label }),
    ...(seconds === undefined ? {} : { seconds }),
    where: whereOf(at, size),
  };
}

function whereOf(
  at: z.output<typeof coordinates>,
  size: { readonly cols: number; readonly rows: number },
): CommandInput<"annotation.add">["where"] {
  if ("points" in at)
    return { unit: "cells", points: at.points, ...(at.buffer === undefined ? {} : { buffer: at.buffer }) };
  const corner = { x: at.x + (at.width ?? 0), y: at.y + (at.height ?? 0) };
  const far = at.width === undefined && at.height === undefined ? [] : [corner];
  // A picture with a pixel for each cell is what the screen is now, wherever it has scrolled to.
  const [width, height] = at.unit === "cells" ? [size.cols, size.rows] : [at.screen_width, at.screen_height];
  return { unit: "pixels", width, height, points: [{ x: at.x, y: at.y }, ...far] };
}
