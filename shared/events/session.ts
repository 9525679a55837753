import { z } from "zod";
import { modeSchema } from "./mode.ts";
import { participantIdSchema, sessionIdSchema } from "../base/ids.ts";
import {
  colsSchema,
  displayNameSchema,
  joinerScrollbackSchema,
  permissionsSchema,
  rowsSchema,
  sentenceSchema,
  sessionTypeSchema,
  targetKindSchema,
  titleSchema,
  wallMsSchema,
} from "./terms.ts";

/** What a training session is about. */
export const trainingSchema = z.strictObject({
  topic: sentenceSchema.optional(),
  level: z.enum(["beginner", "intermediate", "advanced"]).optional(),
  trainees: z.array(displayNameSchema).max(50).default([]),
});

/** A second person has to be watching before anybody types. Once required it stays. */
export const fourEyesRuleSchema = z.strictObject({
  required: z.boolean(),
  /** Each command line needs the second person's word. */
  perCommand: z.boolean(),
});

/** The first entry of every session. */
export const sessionStartedSchema = z.strictObject({
  session: sessionIdSchema,
  title: titleSchema,
  target: z.strictObject({ kind: targetKindSchema, label: z.string().max(200) }),
  owner: z.strictObject({
    participant: participantIdSchema,
    name: displayNameSchema,
    /** The host's Ed25519 public key, base64url. */
    key: z.string().length(43),
    permissions: permissionsSchema,
  }),
  cols: colsSchema,
  rows: rowsSchema,
  mode: modeSchema,
  recorded: z.boolean(),
  joinerScrollback: joinerScrollbackSchema,
  startedAtMs: wallMsSchema,
  sessionType: sessionTypeSchema.default("standard"),
  training: trainingSchema.optional(),
  fourEyes: fourEyesRuleSchema.default({ required: false, perCommand: false }),
});

/** Others' input is refused and their screens stand still; the target runs on and is recorded. */
export const sessionPausedSchema = z.strictObject({ by: participantIdSchema });
export const sessionResumedSchema = z.strictObject({ by: participantIdSchema });

export const scrollbackChangedSchema = z.strictObject({
  by: participantIdSchema,
  joinerScrollback: joinerScrollbackSchema,
});

export const fourEyesRequiredSchema = z.strictObject({
  by: participantIdSchema,
  perCommand: z.boolean(),
});

export const modeChangedSchema = z.strictObject({ by: participantIdSchema, mode: modeSchema });

export const sessionEndedSchema = z.strictObject({
  why: z.enum(["owner", "target-exited", "target-failed", "host-stopped"]),
  exitCode: z.int().optional(),
  message: z.string().max(500).optional(),
});

/** What was promised cannot be kept: from here on nobody's input reaches the target. */
export const recordingFailedSchema = z.strictObject({ message: z.string().max(500) });

/** The shadow terminal gave up: late joiners see the screen from here on only. */
export const screenFailedSchema = z.strictObject({ message: z.string().max(500) });

/** Wall time and monotonic time came apart by more than 2 s; deadlines follow wall time. */
export const clockJumpedSchema = z.strictObject({ byMs: z.int() });

/** An answer the shadow terminal gave to a query of the target: nobody's input. */
export const terminalRepliedSchema = z.strictObject({ bytes: z.int().min(1) });

export const outputSchema = z.strictObject({ text: z.string() });
export const resizedSchema = z.strictObject({ cols: colsSchema, rows: rowsSchema });
export const targetExitedSchema = z.strictObject({ code: z.int() });
