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

/** What a session is for. */
export const sessionTypeSchema = z.enum(["standard", "training", "incident_response"]);
export type SessionType = z.infer<typeof sessionTypeSchema>;

/** How much of the past a joiner is shown. */
export const joinerScrollbackSchema = z.enum(["everything", "screen", "none"]);
export type JoinerScrollback = z.infer<typeof joinerScrollbackSchema>;

/** Terminal sizes: what xterm and ioctl agree on, with room for a wall of screens. */
export const colsSchema = z.int().min(2).max(1000);
export const rowsSchema = z.int().min(1).max(500);

/** Wall time, ms since the Unix epoch. */
export const wallMsSchema = z.int().min(0);

/**
 * Characters that hide, reorder or command: C0, C1, soft hyphen, fillers, zero-width space, bidirectional marks and
 * overrides, separators, tags, halves of a surrogate pair. Joiners stay: names need them.
 */
// biome-ignore format: one class, one line
const unprintable = /[\u034f\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/u;

/** One line of text for people: trimmed, composed, nothing that hides or reorders. */
function lineSchema(maxLength: number) {
  return composed(maxLength, (text) => text.trim()).refine(
    (text) => !unprintable.test(text),
    "contains control characters",
  );
}

/**
 * Composing can make text longer (U+0958 becomes two units), so its length is judged afterwards: what an event holds
 * must be taken by its own schema again wherever it is read.
 */
function composed(maxLength: number, tidy: (text: string) => string) {
  return z
    .string()
    .max(maxLength * 4)
    .transform((text) => tidy(text.normalize("NFC")))
    .pipe(z.string().min(1).max(maxLength));
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

/** A note, a question or an answer: several lines. */
export const noteTextSchema = textSchema(2000);
/** What a person proposes to type, or queues: as typed, tabs and line breaks included, no other control characters. */
export const commandTextSchema = z
  .string()
  .min(1)
  .max(4000)
  .refine((text) => !unprintable.test(text.replaceAll(/[\n\t]/g, " ")), "contains control characters");
/** One line of it. */
export const commandLineSchema = commandTextSchema.refine(
  (text) => !text.includes("\n"),
  "has more than one line",
);

/** Most characters of one chat message. */
export const maxChatLength = 4000;

export const chatTextSchema = textSchema(maxChatLength);

/** Several lines of text for people: line breaks allowed, other control characters not. */
function textSchema(maxLength: number) {
  return composed(maxLength, (text) => text.replaceAll("\r\n", "\n").trim()).refine(
    (text) => !unprintable.test(text.replaceAll(/[\n\t]/g, " ")),
    "contains control characters",
  );
}
