import { z } from "zod";

/** Every way a pipe or a connection ends, with what a person is told. */
export const closeReasons = {
  left: "The other side left.",
  ended: "The session has ended.",
  removed: "You were removed from the session.",
  refused: "You were not let in.",
  lost: "The line was lost.",
  "protocol-error": "The other side sent something that is not part of the protocol.",
  "version-unsupported": "The two sides speak different versions. Update the older one.",
  "authentication-failed": "The other side could not prove who it is.",
  "wrong-host-key": "Somebody else answered in the host's place. Do not continue; ask for a new link.",
  "handshake-timeout": "The other side took too long to prove who it is.",
  "too-slow": "This connection could not keep up. It resumes by itself.",
  "over-budget": "The connection sent more than it may.",
  idle: "You were away for half an hour. Join again to go on.",
  "sharing-off": "The owner has switched sharing off for now.",
  replaced: "You joined from somewhere else; this connection was closed.",
  "host-offline": "The host is not connected to the signaling server.",
  "unknown-link": "This link is not valid. It may be mistyped, revoked or ended.",
  "rate-limited": "Too many attempts. Wait a few minutes and try again.",
  "server-unreachable": "The signaling server cannot be reached.",
  "internal-error": "Something failed on the host. The session goes on.",
} as const satisfies Record<string, string>;

export type CloseReason = keyof typeof closeReasons;

export const closeReasonSchema = z.enum(Object.keys(closeReasons) as [CloseReason, ...CloseReason[]]);
