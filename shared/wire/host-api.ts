import { z } from "zod";
import { linkIdSchema, sessionIdSchema } from "../base/ids.ts";
import { modeChangeSchema, modeNames } from "../events/mode.ts";
import { trainingSchema } from "../events/session.ts";
import {
  grantSchema,
  joinerScrollbackSchema,
  sessionTypeSchema,
  targetKindSchema,
  titleSchema,
} from "../events/terms.ts";

/**
 * What an owner's window, page or command line asks of the host itself, over a Channel of its own (path `host`).
 * What concerns one session goes over that session's connection (path `session/SES-…`), or, for a single command
 * without watching, through `session.call`.
 */

export const sessionSummarySchema = z.strictObject({
  id: sessionIdSchema,
  title: z.string(),
  target: z.strictObject({ kind: targetKindSchema, label: z.string() }),
  mode: z.enum(modeNames),
  type: sessionTypeSchema,
  startedAtMs: z.int(),
  /** Besides the owner. */
  people: z.int(),
  waiting: z.int(),
  recording: z.enum(["on", "off", "failed"]),
  recordingPath: z.string().optional(),
  phase: z.enum(["running", "ended"]),
  exitCode: z.int().optional(),
});
export type SessionSummary = z.output<typeof sessionSummarySchema>;

export const linkSummarySchema = z.strictObject({
  id: linkIdSchema,
  /** With its secret: only the owner is told. Absent where this host does not hold the secret. */
  url: z.string().optional(),
  grant: grantSchema,
  expiresAtMs: z.int(),
  maxUses: z.int().nullable(),
  uses: z.int(),
  lastUsedAtMs: z.int().optional(),
  approval: z.boolean(),
  status: z.enum(["open", "revoked", "expired", "used-up"]),
});
export type LinkSummary = z.output<typeof linkSummarySchema>;

export const verdictSchema = z.strictObject({
  verdict: z.enum(["sealed", "cut-off", "altered", "unreadable"]),
  message: z.string(),
  hostKey: z.string().optional(),
  /** Signed by this machine's own key. */
  own: z.boolean().optional(),
  entries: z.int().optional(),
  witnesses: z.int().optional(),
});
export type Verdict = z.output<typeof verdictSchema>;

export const recordingSummarySchema = z.strictObject({
  path: z.string(),
  session: sessionIdSchema.optional(),
  title: z.string().optional(),
  startedAtMs: z.int().optional(),
  durationMs: z.int().optional(),
  bytes: z.int(),
  /** Its session is still running. */
  live: z.boolean(),
});
export type RecordingSummary = z.output<typeof recordingSummarySchema>;

export const signalingStatusSchema = z.strictObject({
  status: z.enum(["connecting", "online", "offline"]),
  /** Where links point to. */
  url: z.string(),
  embedded: z.boolean(),
  /** Reachable from other machines of the network. */
  lan: z.boolean(),
  message: z.string().optional(),
});
export type SignalingStatus = z.output<typeof signalingStatusSchema>;

const hostInfoSchema = z.strictObject({
  version: z.string(),
  ownerName: z.string(),
  /** The host's key as people compare it: shared/log/fingerprint.ts. */
  fingerprint: z.string(),
  dataFolder: z.string(),
  platform: z.string(),
  signaling: signalingStatusSchema,
});
export type HostInfo = z.output<typeof hostInfoSchema>;

export const startInputSchema = z.strictObject({
  target: z.strictObject({
    kind: targetKindSchema,
    /** ssh: its arguments; command: the program and its arguments. */
    argv: z.array(z.string().max(4096)).max(256).default([]),
    cwd: z.string().max(4096).optional(),
  }),
  title: titleSchema.optional(),
  /** By its name, or with settings. */
  mode: z.union([z.enum(modeNames), modeChangeSchema]).default("presenter"),
  type: sessionTypeSchema.default("standard"),
  training: trainingSchema.optional(),
  /** A second person has to watch before anybody types; or to approve each command line. */
  fourEyes: z.enum(["no", "watching", "per-command"]).default("no"),
  joinerScrollback: joinerScrollbackSchema.default("everything"),
  maxParticipants: z.int().min(1).max(100).optional(),
  record: z.boolean().default(true),
  cols: z.int().min(2).max(1000).default(100),
  rows: z.int().min(1).max(500).default(30),
});
export type StartInput = z.input<typeof startInputSchema>;

interface HostCallRow {
  readonly title: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** The one table of what the host itself does for its owner. */
export const hostCalls = {
  "host.info": { title: "Tell about the host", input: z.strictObject({}), output: hostInfoSchema },
  "session.start": {
    title: "Start a session",
    input: startInputSchema,
    output: z.strictObject({ session: sessionIdSchema, recording: z.string().optional() }),
  },
  "session.list": {
    title: "List the running sessions",
    input: z.strictObject({}),
    output: z.array(sessionSummarySchema),
  },
  "session.call": {
    title: "Give a session a command as its owner",
    input: z.strictObject({ session: sessionIdSchema, command: z.string(), input: z.unknown() }),
    output: z.strictObject({ seq: z.int(), value: z.unknown().optional() }),
  },
  "session.state": {
    title: "Tell a session's state",
    input: z.strictObject({ session: sessionIdSchema }),
    output: z.unknown(),
  },
  "link.share": {
    title: "Make a share link",
    input: z.strictObject({
      session: sessionIdSchema,
      grant: grantSchema.default("view"),
      expiresInMs: z.int().optional(),
      maxUses: z.int().min(1).max(10_000).nullable().optional(),
      approval: z.boolean().optional(),
    }),
    output: linkSummarySchema.required({ url: true }),
  },
  "link.list": {
    title: "List a session's share links",
    input: z.strictObject({ session: sessionIdSchema }),
    output: z.array(linkSummarySchema),
  },
  "recording.list": {
    title: "List the recordings",
    input: z.strictObject({}),
    output: z.array(recordingSummarySchema),
  },
  "recording.verify": {
    title: "Verify a recording",
    input: z.strictObject({ path: z.string().max(4096) }),
    output: verdictSchema,
  },
} as const satisfies Record<string, HostCallRow>;

export type HostCallName = keyof typeof hostCalls;
export type HostCallInput<Name extends HostCallName> = z.input<(typeof hostCalls)[Name]["input"]>;
export type HostCallOutput<Name extends HostCallName> = z.output<(typeof hostCalls)[Name]["output"]>;

/** Every way the host itself says no; a session's refusals have codes of their own. */
export const hostErrorCodes = [
  "malformed",
  "unknown-call",
  "no-such-session",
  "no-such-recording",
  "target-not-found",
  "target-failed",
  "recording-unwritable",
  "server-unreachable",
  "host-gone",
  "refused",
  "internal-error",
] as const;
export type HostErrorCode = (typeof hostErrorCodes)[number];

export const hostRequestSchema = z.strictObject({
  id: z.int().min(0),
  call: z.string().max(64),
  input: z.unknown(),
});
export type HostRequest = z.output<typeof hostRequestSchema>;

export const hostReplySchema = z.union([
  z.strictObject({ id: z.int(), ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ id: z.int(), ok: z.literal(false), code: z.string(), message: z.string() }),
  /** Something the owner sees changed. */
  z.strictObject({ event: z.literal("sessions"), value: z.array(sessionSummarySchema) }),
  z.strictObject({ event: z.literal("signaling"), value: signalingStatusSchema }),
]);
export type HostReply = z.output<typeof hostReplySchema>;
