import { fromStrictUtf8 } from "../base/bytes.ts";
import { type CloseReason, closeReasonSchema } from "./close-reason.ts";
import type { Role } from "./keys.ts";

interface CloseRule {
  /** Whose word it may be, in an authenticated close. The others are things one finds out by oneself. */
  readonly saidBy: readonly Role[];
  /** Whether what was taken for sending goes before the close; else it is thrown away. */
  readonly flushes: boolean;
  /** Whether a carrier may say it before the peer is authenticated: it tells nothing about the peer. */
  readonly byCarrier: boolean;
}

const both = ["guest", "host"] as const;

export const closeRules = {
  left: { saidBy: both, flushes: true, byCarrier: false },
  ended: { saidBy: ["host"], flushes: true, byCarrier: false },
  removed: { saidBy: ["host"], flushes: false, byCarrier: false },
  refused: { saidBy: ["host"], flushes: false, byCarrier: false },
  lost: { saidBy: both, flushes: false, byCarrier: true },
  "protocol-error": { saidBy: both, flushes: false, byCarrier: false },
  "version-unsupported": { saidBy: both, flushes: false, byCarrier: false },
  "authentication-failed": { saidBy: both, flushes: false, byCarrier: false },
  "wrong-host-key": { saidBy: [], flushes: false, byCarrier: false },
  "handshake-timeout": { saidBy: [], flushes: false, byCarrier: false },
  "too-slow": { saidBy: both, flushes: false, byCarrier: true },
  "over-budget": { saidBy: ["host"], flushes: false, byCarrier: true },
  idle: { saidBy: both, flushes: false, byCarrier: true },
  "sharing-off": { saidBy: ["host"], flushes: false, byCarrier: false },
  replaced: { saidBy: ["host"], flushes: false, byCarrier: false },
  "host-offline": { saidBy: [], flushes: false, byCarrier: true },
  "unknown-link": { saidBy: ["host"], flushes: false, byCarrier: true },
  "rate-limited": { saidBy: ["host"], flushes: false, byCarrier: true },
  "server-unreachable": { saidBy: [], flushes: false, byCarrier: true },
  "internal-error": { saidBy: both, flushes: false, byCarrier: false },
} as const satisfies Record<CloseReason, CloseRule>;

/** What a pipe said when it closed before anybody was authenticated: `lost` for what is not its to say. */
export function carrierReason(reason: CloseReason): CloseReason {
  return closeRules[reason].byCarrier ? reason : "lost";
}

/** What the peer is told when this side closes for a reason: a reason that is nobody's to say becomes `lost`. */
export function sayableReason(reason: CloseReason, role: Role): CloseReason {
  return mayBeSaid(reason, role) ? reason : "lost";
}

/** The reason in an authenticated close; undefined when it is none, or not this peer's to give. */
export function parseCloseMessage(message: Uint8Array, sender: Role): CloseReason | undefined {
  const parsed = closeReasonSchema.safeParse(fromStrictUtf8(message));
  return parsed.success && mayBeSaid(parsed.data, sender) ? parsed.data : undefined;
}

function mayBeSaid(reason: CloseReason, role: Role): boolean {
  const saidBy: readonly Role[] = closeRules[reason].saidBy;
  return saidBy.includes(role);
}
