import type { z } from "zod";
import { checkpointSaltSchema, checkpointSchema, epochBeganSchema, witnessStatedSchema } from "./evidence.ts";
import { inputLapsedSchema, inputResumedSchema, inputSubmittedSchema } from "./input.ts";
import {
  joinDeniedSchema,
  joinLapsedSchema,
  joinRequestedSchema,
  participantActiveSchema,
  participantAddressSchema,
  participantBlockedSchema,
  participantConnectedSchema,
  participantDisconnectedSchema,
  participantJoinedSchema,
  participantLeftSchema,
  participantRemovedSchema,
  participantUnblockedSchema,
  permissionChangedSchema,
  roleChangedSchema,
  viewChangedSchema,
  witnessNamedSchema,
} from "./people.ts";
import {
  clockJumpedSchema,
  fourEyesRequiredSchema,
  modeChangedSchema,
  outputSchema,
  recordingFailedSchema,
  resizedSchema,
  screenFailedSchema,
  scrollbackChangedSchema,
  sessionEndedSchema,
  sessionPausedSchema,
  sessionResumedSchema,
  sessionStartedSchema,
  targetExitedSchema,
  terminalRepliedSchema,
} from "./session.ts";
import {
  linkCreatedSchema,
  linkExpiredSchema,
  linkRestrictedSchema,
  linkRevokedSchema,
  sharingSwitchedSchema,
} from "./sharing.ts";
import {
  controlCancelledSchema,
  controlDeniedSchema,
  controlExpiredSchema,
  controlGrantedSchema,
  controlOfferApprovedSchema,
  controlOfferedSchema,
  controlOfferEndedSchema,
  controlRequestedSchema,
  controlReturnedSchema,
} from "./control.ts";
import {
  lineClosedSchema,
  lineCompletionChangedSchema,
  lineFinishedSchema,
  lineMovedSchema,
  lineOpenedSchema,
  lineQueuedSchema,
  lineRemovedSchema,
  lineStartedSchema,
} from "./lines.ts";
import {
  annotationAddedSchema,
  annotationsClearedSchema,
  bookmarkAddedSchema,
  bookmarkRemovedSchema,
  handLoweredSchema,
  handRaisedSchema,
  questionAnsweredSchema,
  questionAskedSchema,
  questionClosedSchema,
} from "./notes.ts";
import {
  proposalApprovedSchema,
  proposalMadeSchema,
  proposalRejectedSchema,
  proposalWithdrawnSchema,
} from "./proposals.ts";
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
  "input.lapsed": row(inputLapsedSchema, "INPUT_LAPSED", { durable: true }),
  "input.resumed": row(inputResumedSchema, "INPUT_RESUMED"),
  "session.paused": row(sessionPausedSchema, "SESSION_PAUSED", { durable: true }),
  "session.resumed": row(sessionResumedSchema, "SESSION_RESUMED"),
  "scrollback.changed": row(scrollbackChangedSchema, "SHARING_SETTINGS_CHANGED", { durable: true }),
  "four_eyes.required": row(fourEyesRequiredSchema, "FOUR_EYES_REQUIRED", { durable: true }),
  "witness.named": row(witnessNamedSchema, "WITNESS_NAMED", { durable: true }),
  "view.changed": row(viewChangedSchema, "VIEW_CHANGED"),
  "participant.active": row(participantActiveSchema, null),
  "participant.blocked": row(participantBlockedSchema, "PARTICIPANT_BLOCKED", { durable: true }),
  "participant.unblocked": row(participantUnblockedSchema, "PARTICIPANT_UNBLOCKED"),
  "role.changed": row(roleChangedSchema, "ROLE_CHANGED", { durable: true }),
  "sharing.switched": row(sharingSwitchedSchema, "SHARING_SETTINGS_CHANGED", { durable: true }),
  "control.requested": row(controlRequestedSchema, "CONTROL_REQUEST"),
  "control.denied": row(controlDeniedSchema, "CONTROL_DENIED"),
  "control.cancelled": row(controlCancelledSchema, "CONTROL_CANCELLED"),
  "control.expired": row(controlExpiredSchema, "CONTROL_EXPIRED"),
  "control.offered": row(controlOfferedSchema, "CONTROL_OFFERED"),
  "control.offer_approved": row(controlOfferApprovedSchema, "CONTROL_OFFERED"),
  "control.offer_ended": row(controlOfferEndedSchema, "CONTROL_OFFER_ENDED"),
  "control.granted": row(controlGrantedSchema, "CONTROL_TRANSFER"),
  "control.returned": row(controlReturnedSchema, "CONTROL_TRANSFER"),
  "line.queued": row(lineQueuedSchema, "LINE_QUEUED"),
  "line.started": row(lineStartedSchema, "LINE_STARTED"),
  "line.finished": row(lineFinishedSchema, "LINE_FINISHED"),
  "line.removed": row(lineRemovedSchema, "LINE_REMOVED"),
  "line.moved": row(lineMovedSchema, "LINE_MOVED"),
  "line.opened": row(lineOpenedSchema, "LINE_OPENED"),
  "line.closed": row(lineClosedSchema, "LINE_CLOSED"),
  "line.completion_changed": row(lineCompletionChangedSchema, null),
  "proposal.made": row(proposalMadeSchema, "PROPOSAL_MADE"),
  "proposal.approved": row(proposalApprovedSchema, "PROPOSAL_APPROVED"),
  "proposal.rejected": row(proposalRejectedSchema, "PROPOSAL_REJECTED"),
  "proposal.withdrawn": row(proposalWithdrawnSchema, "PROPOSAL_WITHDRAWN"),
  "question.asked": row(questionAskedSchema, "QUESTION_ASKED"),
  "question.answered": row(questionAnsweredSchema, "QUESTION_ANSWERED"),
  "question.closed": row(questionClosedSchema, "QUESTION_CLOSED"),
  "hand.raised": row(handRaisedSchema, "HAND_RAISED"),
  "hand.lowered": row(handLoweredSchema, "HAND_LOWERED"),
  "annotation.added": row(annotationAddedSchema, "ANNOTATION_CREATED"),
  "annotations.cleared": row(annotationsClearedSchema, "ANNOTATIONS_CLEARED"),
  "bookmark.added": row(bookmarkAddedSchema, "BOOKMARK_CREATED"),
  "bookmark.removed": row(bookmarkRemovedSchema, "BOOKMARK_REMOVED"),
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
