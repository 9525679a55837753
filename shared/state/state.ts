import { z } from "zod";
import { linkIdSchema, participantIdSchema, sessionIdSchema } from "../base/ids.ts";
import { modeSchema } from "../events/mode.ts";
import { approvalSchema } from "../events/people.ts";
import { fourEyesRuleSchema, trainingSchema } from "../events/session.ts";
import {
  colsSchema,
  displayNameSchema,
  grantSchema,
  joinerScrollbackSchema,
  permissionsSchema,
  roleSchema,
  rowsSchema,
  sentenceSchema,
  sessionTypeSchema,
  targetKindSchema,
  titleSchema,
  wallMsSchema,
} from "../events/terms.ts";
import { controlSchema, linesSchema } from "./control-state.ts";
import { annotationSchema, bookmarkSchema, proposalSchema, questionSchema } from "./notes-state.ts";

/**
 * Where a participant is:
 * `present` with a line; `lost`, the place kept until `untilMs`; `gone`, may come back with the same rights;
 * `removed`, may come back only when let in anew.
 */
export const presenceSchema = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("present") }),
  z.strictObject({ name: z.literal("lost"), untilMs: wallMsSchema }),
  z.strictObject({ name: z.literal("gone"), atMs: wallMsSchema }),
  z.strictObject({
    name: z.literal("removed"),
    atMs: wallMsSchema,
    reason: sentenceSchema.optional(),
    /** The link decides whether they come back; otherwise the owner does. */
    rejoin: z.boolean(),
  }),
]);

export const participantSchema = z.strictObject({
  id: participantIdSchema,
  name: displayNameSchema,
  /** Ed25519 public key, base64url. */
  key: z.string(),
  role: roleSchema,
  permissions: permissionsSchema,
  link: linkIdSchema.optional(),
  approval: approvalSchema,
  joinedAtMs: wallMsSchema,
  lastInputAtMs: wallMsSchema.optional(),
  /** The last sign of a person there that the log tells: a join, input, or their client's word. */
  activeAtMs: wallMsSchema,
  /** Has not typed for too long, and types again once they have asked. */
  inputLapsed: z.boolean(),
  /** Their client's word. */
  inView: z.boolean(),
  handRaisedAtMs: wallMsSchema.optional(),
  /** Their presence lets a session with four eyes take input. */
  witness: z.boolean(),
  presence: presenceSchema,
});
export type Participant = Readonly<z.output<typeof participantSchema>>;

export const joinRequestSchema = z.strictObject({
  participant: participantIdSchema,
  name: displayNameSchema,
  key: z.string(),
  link: linkIdSchema,
  untilMs: wallMsSchema,
  acceptedRecording: z.boolean(),
});
export type JoinRequest = Readonly<z.output<typeof joinRequestSchema>>;

export const linkStateSchema = z.strictObject({
  id: linkIdSchema,
  grant: grantSchema,
  expiresAtMs: wallMsSchema,
  maxUses: z.int().nullable(),
  uses: z.int(),
  lastUsedAtMs: wallMsSchema.optional(),
  approval: z.boolean(),
  status: z.enum(["open", "revoked", "expired"]),
});
export type LinkState = Readonly<z.output<typeof linkStateSchema>>;

export const chatMessageSchema = z.strictObject({
  seq: z.int(),
  atMs: wallMsSchema,
  participant: participantIdSchema,
  /** The name at that time: people who are long gone keep theirs. */
  name: displayNameSchema,
  text: z.string(),
  mentions: z.array(participantIdSchema),
});
export type ChatMessage = Readonly<z.output<typeof chatMessageSchema>>;

export const phaseSchema = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("running") }),
  z.strictObject({
    name: z.literal("ended"),
    why: z.enum(["owner", "target-exited", "target-failed", "host-stopped"]),
    exitCode: z.int().optional(),
    message: z.string().optional(),
    atMs: wallMsSchema,
  }),
]);

/**
 * What the log says so far, without the output: sizes, people, rights, deadlines. JSON all through, so that a
 * snapshot is the state itself.
 */
export const sessionStateSchema = z.strictObject({
  epoch: z.int(),
  /** The last entry folded. */
  seq: z.int(),
  elapsedMs: z.number(),
  /** Wall time minus elapsed time of this epoch, corrected by clock jumps: atMs = wallOffsetMs + elapsedMs. */
  wallOffsetMs: z.number(),
  id: sessionIdSchema,
  title: titleSchema,
  target: z.strictObject({ kind: targetKindSchema, label: z.string() }),
  owner: participantIdSchema,
  startedAtMs: wallMsSchema,
  joinerScrollback: joinerScrollbackSchema,
  phase: phaseSchema,
  size: z.strictObject({ cols: colsSchema, rows: rowsSchema }),
  mode: modeSchema,
  modeSinceMs: wallMsSchema,
  sessionType: sessionTypeSchema,
  training: trainingSchema.optional(),
  fourEyes: fourEyesRuleSchema,
  /** Everybody but the owner sees a screen that stands still, and types nothing. */
  paused: z.strictObject({ by: participantIdSchema, sinceMs: wallMsSchema }).nullable(),
  sharing: z.enum(["on", "off"]),
  control: controlSchema,
  lines: linesSchema,
  /** Keys that never come in again, base64url, with whose they were. */
  blocked: z.record(z.string(), participantIdSchema),
  /** The newest of each kind, oldest first; all of them stand in the log. */
  proposals: z.array(proposalSchema),
  questions: z.array(questionSchema),
  annotations: z.array(annotationSchema),
  bookmarks: z.array(bookmarkSchema),
  /** The last number given to a request, an offer, a line, a proposal, a question, an annotation, a bookmark. */
  counters: z.strictObject({
    request: z.int(),
    offer: z.int(),
    line: z.int(),
    proposal: z.int(),
    question: z.int(),
    annotation: z.int(),
    bookmark: z.int(),
  }),
  recording: z.enum(["on", "off", "failed"]),
  screen: z.enum(["ok", "failed"]),
  participants: z.record(participantIdSchema, participantSchema),
  joinRequests: z.record(participantIdSchema, joinRequestSchema),
  links: z.record(linkIdSchema, linkStateSchema),
  chat: z.array(chatMessageSchema),
  /** Folded from private entries; empty for everybody but the owner. */
  private: z.strictObject({
    addresses: z.record(
      participantIdSchema,
      z.strictObject({ address: z.string(), toldBy: z.enum(["server", "connection"]) }),
    ),
  }),
});

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends string
    ? T
    : T extends object
      ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
      : T;

export type SessionState = DeepReadonly<z.output<typeof sessionStateSchema>>;
