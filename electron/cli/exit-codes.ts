import type { CloseReason } from "../../shared/channel/close-reason.ts";

/** Every code `tandem` exits with, besides that of a session's target. */
export const exitCodes = {
  done: 0,
  /** verify: altered. audit: with entries that cannot be read. Elsewhere: what was asked for was refused or failed. */
  failed: 1,
  /** verify, audit: not readable. Elsewhere: the words of the command are wrong. */
  usage: 2,
  /** join: not let in. verify: intact, but cut off. */
  refused: 3,
  /** The host, the signaling server or the session cannot be reached, or not any more. */
  unreachable: 4,
  /** join: put out of the session: removed, away for too long, or sharing was switched off. */
  removed: 5,
} as const;

/**
 * How `tandem join` ends for each way a connection does. A talk that took place and broke (`protocol-error` and its
 * like) is a failure: trying again by itself mends nothing, as it may where nobody was reached.
 */
export const joinExitCodes: Readonly<Record<CloseReason, number>> = {
  left: exitCodes.done,
  ended: exitCodes.done,
  removed: exitCodes.removed,
  idle: exitCodes.removed,
  "sharing-off": exitCodes.removed,
  refused: exitCodes.refused,
  "unknown-link": exitCodes.refused,
  "wrong-host-key": exitCodes.refused,
  "authentication-failed": exitCodes.refused,
  "version-unsupported": exitCodes.refused,
  "rate-limited": exitCodes.refused,
  replaced: exitCodes.refused,
  "protocol-error": exitCodes.failed,
  "internal-error": exitCodes.failed,
  "over-budget": exitCodes.failed,
  "too-slow": exitCodes.failed,
  lost: exitCodes.unreachable,
  "handshake-timeout": exitCodes.unreachable,
  "host-offline": exitCodes.unreachable,
  "server-unreachable": exitCodes.unreachable,
};

export const exitCodesHelp = `
Exit codes:
  0  done; join: the session ended, or you left; verify: intact and sealed
  1  failed or refused by the host; join: the two sides did not understand each other; verify: altered;
     audit: with entries that cannot be read
  2  wrong words or options; verify, audit: not readable
  3  join: not let in; verify: intact, but cut off
  4  nothing to reach: no host runs, no server answers, no such session or no recording of it
  5  join: you were removed, away for too long, or sharing was switched off
  start exits with the target's own code.`;
