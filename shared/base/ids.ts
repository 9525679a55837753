import { z } from "zod";
import type { Random } from "./ports.ts";

/** RFC 4648 base32: no digits that look like letters. */
const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function idSchema<const Brand extends string>(prefix: string, length: number, brand: Brand) {
  void brand;
  return z
    .string()
    .regex(new RegExp(`^${prefix}-[A-Z2-7]{${length}}$`))
    .brand<Brand>();
}

function createId(prefix: string, length: number, random: Random): string {
  return `${prefix}-${Array.from(random.bytes(length), (byte) => base32[byte & 31]).join("")}`;
}

/** `SES-` and 80 random bits. */
export const sessionIdSchema = idSchema("SES", 16, "SessionId");
export type SessionId = z.infer<typeof sessionIdSchema>;

/** `PAR-` and 40 random bits: unique within a session, short enough to type. */
export const participantIdSchema = idSchema("PAR", 8, "ParticipantId");
export type ParticipantId = z.infer<typeof participantIdSchema>;

/** `LNK-` and 80 random bits. Names a share link; knowing it gives nothing. */
export const linkIdSchema = idSchema("LNK", 16, "LinkId");
export type LinkId = z.infer<typeof linkIdSchema>;

export function createSessionId(random: Random): SessionId {
  return sessionIdSchema.parse(createId("SES", 16, random));
}

export function createParticipantId(random: Random): ParticipantId {
  return participantIdSchema.parse(createId("PAR", 8, random));
}

export function createLinkId(random: Random): LinkId {
  return linkIdSchema.parse(createId("LNK", 16, random));
}
