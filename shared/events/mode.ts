import { z } from "zod";
import { participantIdSchema } from "../base/ids.ts";

/** The sharing modes with their settings, under the names product.md gives them. */

/** The most people besides the owner anybody may ask for. */
export const highestMaxParticipants = 100;
/** The longest anybody has control by default: product.md, "Defaults". */
export const highestControlMinutes = 15;

const placesSchema = z.int().min(1).max(highestMaxParticipants);
/** A day: longer than a person stays away and means to be back. */
const secondsSchema = z.int().min(10).max(86_400);

export const viewOnlySchema = z.strictObject({
  name: z.literal("view_only"),
  /** False: the owner's windows say nothing of who comes and goes; the log still does. */
  notify_owner: z.boolean().default(true),
  show_viewer_cursor: z.boolean().default(false),
  allow_chat: z.boolean().default(true),
  record_observer: z.boolean().default(true),
  max_viewers: placesSchema.default(10),
});

export const mergeSchema = z.enum(["interleaved", "queued", "token"]);
export type Merge = z.infer<typeof mergeSchema>;

export const interactiveSchema = z.strictObject({
  name: z.literal("interactive"),
  input_merge_mode: mergeSchema.default("interleaved"),
  /** For a desktop's pointer and clipboard. */
  conflict_resolution: z.literal("last_wins").default("last_wins"),
  /** Without input for so long a participant loses the right to type until they ask again. */
  activity_timeout_seconds: secondsSchema.default(300),
  max_participants: placesSchema.default(5),
  /** Everybody new needs the owner's approval, whatever their link says. */
  require_approval: z.boolean().default(false),
  /** `token` only: free again after so long without input. */
  token_release_seconds: z.int().min(5).max(3_600).default(30),
});

export const presenterSchema = z.strictObject({
  name: z.literal("presenter"),
  initial_presenter: z.union([z.literal("owner"), participantIdSchema]).default("owner"),
  allow_control_transfer: z.boolean().default(true),
  /** True: a recipient accepts an offer, and the owner approves what others hand on. */
  transfer_requires_approval: z.boolean().default(true),
  presenter_indicator: z.boolean().default(true),
  /** A controller without input for so long gives control back. */
  auto_return_to_owner_seconds: secondsSchema.default(300),
  max_viewers: placesSchema.default(50),
  max_control_minutes: z.int().min(1).max(240).default(highestControlMinutes),
  /** The owner without input for so long gives control to the next in the queue; null: never. */
  owner_idle_minutes: z.int().min(1).max(240).nullable().default(null),
  /** What the owner types takes control back at once. */
  owner_input_reclaims: z.boolean().default(true),
});

/** The sharing mode with its settings. */
export const modeSchema = z.discriminatedUnion("name", [viewOnlySchema, interactiveSchema, presenterSchema]);
export type Mode = z.output<typeof modeSchema>;
export type ModeName = Mode["name"];

export const modeNames = ["view_only", "interactive", "presenter"] as const satisfies readonly ModeName[];

/** Each mode as it is when nothing else was asked for. */
export const defaultModes = {
  view_only: viewOnlySchema.parse({ name: "view_only" }),
  interactive: interactiveSchema.parse({ name: "interactive" }),
  presenter: presenterSchema.parse({ name: "presenter" }),
} as const satisfies { readonly [Name in ModeName]: Mode };

/** A mode by its name with the settings to change; the others stay, or are the defaults where the mode is new. */
export const modeChangeSchema = z.discriminatedUnion("name", [
  z.strictObject({ ...optional(viewOnlySchema), name: z.literal("view_only") }),
  z.strictObject({ ...optional(interactiveSchema), name: z.literal("interactive") }),
  z.strictObject({ ...optional(presenterSchema), name: z.literal("presenter") }),
]);
export type ModeChange = z.output<typeof modeChangeSchema>;

type Optional<Shape extends z.ZodRawShape> = {
  [Key in keyof Shape]: Shape[Key] extends z.ZodDefault<infer Inner> ? z.ZodOptional<Inner> : Shape[Key];
};

function optional<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>): Optional<Shape> {
  const shape = Object.entries(schema.shape).map(([key, value]) => [
    key,
    value instanceof z.ZodDefault ? z.optional(value.unwrap()) : value,
  ]);
  return Object.fromEntries(shape) as Optional<Shape>;
}

/** How many may be in the session besides the owner. */
export function placesOf(mode: Mode): number {
  return mode.name === "interactive" ? mode.max_participants : mode.max_viewers;
}
