import { z } from "zod";
import { safeParse } from "../base/parse.ts";
import { fromStrictUtf8, utf8 } from "../base/bytes.ts";
import { participantIdSchema, sessionIdSchema } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type RefusalCode, refusals } from "../commands/refusals.ts";
import { modeSchema } from "../events/mode.ts";
import { bufferSchema, placeSchema } from "../events/notes.ts";
import { displayNameSchema, grantSchema, titleSchema } from "../events/terms.ts";

const versionsSchema = z.strictObject({ least: z.int().min(1), most: z.int().min(1) });

/** Where a client stands: the last entry it has folded. */
export const positionSchema = z.strictObject({ epoch: z.int().min(1), seq: z.int().min(0) });
export type Position = Readonly<z.output<typeof positionSchema>>;

/** What the host says of the session before anybody gives a name: what a joiner decides by. */
export const greetingSchema = z.strictObject({
  versions: versionsSchema,
  session: sessionIdSchema,
  title: titleSchema,
  owner: displayNameSchema,
  target: z.string().max(200),
  grant: grantSchema,
  mode: modeSchema,
  approval: z.boolean(),
  recorded: z.boolean(),
  people: z.int().min(0),
  /** Why nobody new comes in by this link; whoever has a place still may. */
  closed: z.enum(["revoked", "expired", "used-up"]).nullable(),
});
export type Greeting = Readonly<z.output<typeof greetingSchema>>;

/** What a guest says of themselves, once the host has proven who it is. */
export const admissionSchema = z.strictObject({
  versions: versionsSchema,
  name: displayNameSchema,
  acceptedRecording: z.boolean(),
  resume: positionSchema.optional(),
});
export type Admission = Readonly<z.output<typeof admissionSchema>>;

const refusalCodeSchema = z.enum(Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]);

export const answerSchema = z.discriminatedUnion("ok", [
  z.strictObject({
    t: z.literal("answer"),
    id: z.int(),
    ok: z.literal(true),
    /** Fold up to here to see what the command did. */
    seq: z.int(),
    value: z.unknown().optional(),
  }),
  z.strictObject({
    t: z.literal("answer"),
    id: z.int(),
    ok: z.literal(false),
    code: refusalCodeSchema,
    message: z.string().max(1000),
  }),
]);
export type Answer = Readonly<z.output<typeof answerSchema>>;

/** Call lane, client to host. */
export const clientMessageSchema = z.discriminatedUnion("t", [
  z.strictObject({
    t: z.literal("call"),
    id: z.int().min(0),
    command: z.string().max(64),
    input: z.unknown(),
  }),
  z.strictObject({ t: z.literal("ack"), bytes: z.int().min(0) }),
  z.strictObject({ t: z.literal("ping"), id: z.int().min(0) }),
  /** Sends the whole screen, scrollback included where the owner shows it, on the log lane. */
  z.strictObject({ t: z.literal("scrollback"), id: z.int().min(0) }),
]);
export type ClientMessage = z.output<typeof clientMessageSchema>;

/** Call lane, host to client. */
export const hostMessageSchema = z.union([
  answerSchema,
  z.strictObject({ t: z.literal("pong"), id: z.int() }),
  z.strictObject({ t: z.literal("waiting"), participant: participantIdSchema, untilMs: z.int() }),
  z.strictObject({
    t: z.literal("welcome"),
    participant: participantIdSchema,
    version: z.int(),
    epoch: z.int(),
  }),
  /** Goes before the close with the same name, where there is more to say than that. */
  z.strictObject({ t: z.literal("removed"), message: z.string().max(1000) }),
  z.strictObject({ t: z.literal("refused"), code: refusalCodeSchema, message: z.string().max(1000) }),
]);
export type HostMessage = z.output<typeof hostMessageSchema>;

/** Glances: typing now, pointing at a place of the screen. Droppable, unordered, never logged. */
export const glanceSchema = z.discriminatedUnion("g", [
  z.strictObject({ g: z.literal("typing"), participant: participantIdSchema.optional() }),
  z.strictObject({
    g: z.literal("pointer"),
    participant: participantIdSchema.optional(),
    /** As an annotation's place: events/notes.ts. Null: it left the screen. */
    at: placeSchema.extend({ buffer: bufferSchema }).nullable(),
  }),
]);
export type Glance = z.output<typeof glanceSchema>;
/** A place of the screen somebody points at. */
export type PointedAt = Readonly<NonNullable<Extract<Glance, { g: "pointer" }>["at"]>>;

export function encodeMessage(
  message: ClientMessage | HostMessage | Greeting | Admission | Glance,
): Uint8Array {
  return utf8(JSON.stringify(message));
}

/** The one place where bytes of a peer become something known. The error is for the log, not for the peer. */
export function decodeMessage<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Uint8Array,
): Result<z.output<Schema>, string> {
  const text = fromStrictUtf8(bytes);
  if (text === undefined) return err("not UTF-8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err("not JSON");
  }
  const parsed = safeParse(schema, value);
  return parsed.success ? ok(parsed.data) : err(parsed.error.issues[0]?.message ?? "not a known message");
}
