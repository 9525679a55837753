import { z } from "zod";
import { participantIdSchema, sessionIdSchema } from "../base/ids.ts";
import {
  colsSchema,
  displayNameSchema,
  joinerScrollbackSchema,
  modeSchema,
  permissionsSchema,
  rowsSchema,
  targetKindSchema,
  titleSchema,
  wallMsSchema,
} from "./terms.ts";

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
