import { type CloseReason, closeReasonSchema } from "../channel/close-reason.ts";

/** Why a stream or a line ends, as the two ends of a relay tell each other. Not authenticated: hints for people. */
export const relayCloseReasonSchema = closeReasonSchema;
export type RelayCloseReason = CloseReason;

/** WebSocket close codes of the private range (RFC 6455, 7.4.2). Released numbers never change their meaning. */
const closeCodes = {
  left: 4000,
  ended: 4001,
  removed: 4002,
  refused: 4003,
  lost: 4004,
  "protocol-error": 4005,
  "version-unsupported": 4006,
  "authentication-failed": 4007,
  "wrong-host-key": 4008,
  "handshake-timeout": 4009,
  "too-slow": 4010,
  "over-budget": 4011,
  idle: 4012,
  replaced: 4013,
  "host-offline": 4014,
  "unknown-link": 4015,
  "rate-limited": 4016,
  "server-unreachable": 4017,
  "internal-error": 4018,
  "sharing-off": 4019,
} as const satisfies Record<CloseReason, number>;

/** What WebSocket implementations and proxies send of their own (RFC 6455, 7.4.1). */
const standardCodes: ReadonlyMap<number, CloseReason> = new Map([
  [1000, "left"],
  [1002, "protocol-error"],
  [1003, "protocol-error"],
  [1007, "protocol-error"],
  [1008, "protocol-error"],
  [1009, "protocol-error"],
  [1011, "internal-error"],
]);

const reasons: ReadonlyMap<number, CloseReason> = new Map([
  ...standardCodes,
  ...closeReasonSchema.options.map((reason): [number, CloseReason] => [closeCodes[reason], reason]),
]);

export function closeCodeOf(reason: CloseReason): number {
  return closeCodes[reason];
}

/** `lost` for every code that says nothing more, 1001 and 1006 among them. */
export function closeReasonOf(code: number): CloseReason {
  return reasons.get(code) ?? "lost";
}
