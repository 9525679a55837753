import type { z } from "zod";
import { checkpointSaltSchema, checkpointSchema, epochBeganSchema, witnessStatedSchema } from "./evidence.ts";
import { inputSubmittedSchema } from "./input.ts";
import {
  joinDeniedSchema,
  joinLapsedSchema,
  joinRequestedSchema,
  participantAddressSchema,
  participantConnectedSchema,
  participantDisconnectedSchema,
  participantJoinedSchema,
  participantLeftSchema,
  participantRemovedSchema,
  permissionChangedSchema,
} from "./people.ts";
import {
  clockJumpedSchema,
  modeChangedSchema,
  outputSchema,
  recordingFailedSchema,
  resizedSchema,
  screenFailedSchema,
  sessionEndedSchema,
  sessionStartedSchema,
  targetExitedSchema,
  terminalRepliedSchema,
} from "./session.ts";
import { linkCreatedSchema, linkExpiredSchema, linkRestrictedSchema, linkRevokedSchema } from "./sharing.ts";
import { chatSentSchema } from "./talk.ts";

interface EventRow {
  readonly schema: z.ZodType;
  /** Format version that introduced it. */
  readonly since: number;
  /** Its name in the audit trail; null: not an audit entry. */
  readonly audit: string | null;
  /** private: kept from participants and from the public recording. */
  readonly visibility: "public" | "private";
  /** Takes authority away: on disk before it is answered. */
  readonly durable: boolean;
}

function row<Schema extends z.ZodType>(
  schema: Schema,
  audit: string | null,
  options: { readonly visibility?: "private"; readonly durable?: true } = {},
) {
  return {
    schema,
    since: 1,
    audit,
    visibility: options.visibility ?? "public",
    durable: options.durable ?? false,
  } as const;
}

/** Every event there is: feeds the log, the audit names, the player and the export. */
export const events = {
  output: row(outputSchema, null),
  resized: row(resizedSchema, "SCREEN_RESIZED"),
  "target.exited": row(targetExitedSchema, "TARGET_EXITED"),
  "session.started": row(sessionStartedSchema, "SESSION_STARTED"),
  "session.ended": row(sessionEndedSchema, "SESSION_ENDED", { durable: true }),
  "mode.changed": row(modeChangedSchema, "MODE_CHANGED", { durable: true }),
  "recording.failed": row(recordingFailedSchema, "RECORDING_FAILED"),
  "screen.failed": row(screenFailedSchema, "SCREEN_FAILED"),
  "clock.jumped": row(clockJumpedSchema, "CLOCK_JUMPED"),
  "terminal.replied": row(terminalRepliedSchema, null),
  "join.requested": row(joinRequestedSchema, "JOIN_REQUESTED"),
  "join.denied": row(joinDeniedSchema, "JOIN_DENIED", { durable: true }),
  "join.lapsed": row(joinLapsedSchema, "JOIN_LAPSED"),
  "participant.joined": row(participantJoinedSchema, "PARTICIPANT_JOIN"),
  "participant.address": row(participantAddressSchema, "PARTICIPANT_ADDRESS", { visibility: "private" }),
  "participant.connected": row(participantConnectedSchema, "PARTICIPANT_CONNECTED"),
  "participant.disconnected": row(participantDisconnectedSchema, "PARTICIPANT_DISCONNECTED"),
  "participant.left": row(participantLeftSchema, "PARTICIPANT_LEAVE"),
  "participant.removed": row(participantRemovedSchema, "PARTICIPANT_REMOVED", { durable: true }),
  "permission.changed": row(permissionChangedSchema, "PERMISSION_CHANGED", { durable: true }),
  "link.created": row(linkCreatedSchema, "SHARING_SETTINGS_CHANGED"),
  "link.revoked": row(linkRevokedSchema, "SHARING_SETTINGS_CHANGED", { durable: true }),
  "link.expired": row(linkExpiredSchema, "SHARING_SETTINGS_CHANGED"),
  "link.restricted": row(linkRestrictedSchema, "SHARING_SETTINGS_CHANGED", { durable: true }),
  "chat.sent": row(chatSentSchema, "CHAT_MESSAGE"),
  "input.submitted": row(inputSubmittedSchema, "INPUT_SUBMITTED"),
  "epoch.began": row(epochBeganSchema, "EPOCH_BEGAN"),
  checkpoint: row(checkpointSchema, null),
  "checkpoint.salt": row(checkpointSaltSchema, null, { visibility: "private" }),
  "witness.stated": row(witnessStatedSchema, "WITNESS_STATED"),
} as const satisfies Record<string, EventRow>;

export type EventType = keyof typeof events;

export type EventOf<Type extends EventType> = {
  readonly [Each in Type]: { readonly type: Each } & Readonly<z.output<(typeof events)[Each]["schema"]>>;
}[Type];

/** What happened, in the past tense. */
export type SessionEvent = EventOf<EventType>;

/** From a newer host: kept in the log, skipped by the fold. */
export interface UnknownEvent {
  readonly type: "unknown";
  readonly name: string;
}

/** An event at its place in the log. */
export interface Entry {
  readonly epoch: number;
  /** Its line number in the recording; the header is line 0. */
  readonly seq: number;
  /** Monotonic ms since the epoch began. */
  readonly elapsedMs: number;
  readonly event: SessionEvent | UnknownEvent;
}
