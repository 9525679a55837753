import { z } from "zod";

/** The words several events share, as product.md fixes them. */

export const targetKindSchema = z.enum(["shell", "ssh", "command", "echo"]);
export type TargetKind = z.infer<typeof targetKindSchema>;

export const roleSchema = z.enum([
  "owner",
  "participant",
  "observer",
  "mentor",
  "trainee",
  "incident_responder",
]);
export type Role = z.infer<typeof roleSchema>;

/** What a share link gives: `view` is watching, `interact` is typing where the mode allows. */
export const grantSchema = z.enum(["view", "interact"]);
export type Grant = z.infer<typeof grantSchema>;

export const permissionsSchema = z.strictObject({
  allow_control_request: z.boolean(),
  allow_input: z.boolean(),
  allow_chat: z.boolean(),
  allow_annotations: z.boolean(),
  allow_screenshots: z.boolean(),
  allow_clipboard: z.boolean(),
  allow_recording_access: z.boolean(),
});
export type Permissions = z.infer<typeof permissionsSchema>;

export const permissionNames = permissionsSchema.keyof().options;

/** How many may be in the session besides the owner, when nothing else was asked for. */
export const defaultMaxParticipants = { view_only: 10, interactive: 5 } as const;

/** The most anybody may ask for. */
export const highestMaxParticipants = 100;

const maxParticipantsSchema = z.int().min(1).max(highestMaxParticipants);

/** The sharing mode with its settings. */
export const modeSchema = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("view_only"), max_participants: maxParticipantsSchema }),
  z.strictObject({
    name: z.literal("interactive"),
    input_merge_mode: z.literal("interleaved"),
    max_participants: maxParticipantsSchema,
  }),
]);
export type Mode = z.infer<typeof modeSchema>;
export type ModeName = Mode["name"];

/** How much of the past a joiner is shown. */
export const joinerScrollbackSchema = z.enum(["everything", "screen", "none"]);
export type JoinerScrollback = z.infer<typeof joinerScrollbackSchema>;

/** Terminal sizes: what xterm and ioctl agree on, with room for a wall of screens. */
export const colsSchema = z.int().min(2).max(1000);
export const rowsSchema = z.int().min(1).max(500);

/** Wall time, ms since the Unix epoch. */
export const wallMsSchema = z.int().min(0);

/** Characters that hide, reorder or command: C0, C1, zero-width space, bidirectional marks and overrides, separators. Joiners stay: names need them. */
// biome-ignore format: one class, one line
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/u;

/** One line of text for people: trimmed, composed, nothing that hides or reorders. */
function lineSchema(maxLength: number) {
  return z
    .string()
    .max(maxLength * 4)
    .transform((text) => text.normalize("NFC").trim())
    .pipe(
      z
        .string()
        .min(1)
        .max(maxLength)
        .refine((text) => !unprintable.test(text), "contains control characters"),
    );
}

/** Letters that show nothing, but for the joiners and selectors that names are written with. */
const invisible = /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}/u;

/** Something to see, and nothing that only makes it look like another's. */
export const displayNameSchema = lineSchema(60).refine(
  (name) => !invisible.test(name) && /[\p{L}\p{N}\p{P}\p{S}]/u.test(name),
  "has nothing to show, or hides something",
);
export const titleSchema = lineSchema(120);
export const sentenceSchema = lineSchema(500);

/** Most characters of one chat message. */
export const maxChatLength = 4000;

/** Several lines of text for people: line breaks allowed, other control characters not. */
export const chatTextSchema = z
  .string()
  .max(maxChatLength)
  .transform((text) => text.normalize("NFC").replaceAll("\r\n", "\n").trim())
  .pipe(
    z
      .string()
      .min(1)
      .refine((text) => !unprintable.test(text.replaceAll(/[\n\t]/g, " ")), "contains control characters"),
  );
