import { z } from "zod";
import { linkIdSchema, participantIdSchema } from "../base/ids.ts";
import { displayNameSchema, permissionsSchema, roleSchema, sentenceSchema, wallMsSchema } from "./terms.ts";

/** Somebody asks to be let in and the owner decides; lapses at `untilMs`. */
export const joinRequestedSchema = z.strictObject({
  participant: participantIdSchema,
  name: displayNameSchema,
  /** The joiner's Ed25519 public key, base64url: rights belong to it, not to a socket. */
  key: z.string().length(43),
  link: linkIdSchema,
  untilMs: wallMsSchema,
  acceptedRecording: z.boolean(),
});

export const joinDeniedSchema = z.strictObject({
  participant: participantIdSchema,
  by: participantIdSchema,
  reason: sentenceSchema.optional(),
});

export const joinLapsedSchema = z.strictObject({
  participant: participantIdSchema,
  why: z.enum(["approval-timeout", "gone"]),
});

/** How somebody was let in: by the link's own rules, or by a person. */
export const approvalSchema = z.discriminatedUnion("method", [
  z.strictObject({ method: z.literal("link") }),
  z.strictObject({ method: z.literal("person"), by: participantIdSchema }),
  z.strictObject({ method: z.literal("owner") }),
]);

export const participantJoinedSchema = z.strictObject({
  participant: participantIdSchema,
  name: displayNameSchema,
  key: z.string().length(43),
  role: roleSchema,
  permissions: permissionsSchema,
  link: linkIdSchema.optional(),
  approval: approvalSchema,
  acceptedRecording: z.boolean(),
});

/** Private: participants do not learn each other's addresses. */
export const participantAddressSchema = z.strictObject({
  participant: participantIdSchema,
  address: z.string().max(64),
  /** `server`: the signaling server's word. `connection`: seen on the connection itself. */
  toldBy: z.enum(["server", "connection"]),
});

export const participantConnectedSchema = z.strictObject({ participant: participantIdSchema });

/** The line was lost; the place is kept until `untilMs`. */
export const participantDisconnectedSchema = z.strictObject({
  participant: participantIdSchema,
  untilMs: wallMsSchema,
});

export const participantLeftSchema = z.strictObject({
  participant: participantIdSchema,
  why: z.enum(["left", "lost", "idle", "session-ended", "sharing-off"]),
});

export const participantRemovedSchema = z.strictObject({
  participant: participantIdSchema,
  by: participantIdSchema,
  reason: sentenceSchema.optional(),
  /** True: the link they came by decides whether they come back, as for anybody. */
  rejoin: z.boolean().default(false),
});

/** Never again with this key, by whatever way in. */
export const participantBlockedSchema = z.strictObject({
  participant: participantIdSchema,
  by: participantIdSchema,
  reason: sentenceSchema.optional(),
});
export const participantUnblockedSchema = z.strictObject({
  participant: participantIdSchema,
  by: participantIdSchema,
});

export const roleChangedSchema = z.strictObject({
  participant: participantIdSchema,
  by: participantIdSchema,
  role: roleSchema.exclude(["owner"]),
});

/** Their client's word: the session is in view, or has not been for half a minute. */
export const viewChangedSchema = z.strictObject({ participant: participantIdSchema, inView: z.boolean() });

/** Their client's word: there was a key, a pointer or a scroll since the last time. At most every five minutes. */
export const participantActiveSchema = z.strictObject({ participant: participantIdSchema });

/** Named as one whose presence lets a session with four eyes take input, or no longer. */
export const witnessNamedSchema = z.strictObject({
  participant: participantIdSchema,
  by: participantIdSchema,
  witness: z.boolean(),
});

export const permissionChangedSchema = z.strictObject({
  participant: participantIdSchema,
  by: participantIdSchema,
  permissions: permissionsSchema.partial(),
});
