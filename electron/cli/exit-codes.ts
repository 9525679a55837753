/** Every code `tandem` exits with, besides that of a session's target. */
export const exitCodes = {
  done: 0,
  /** verify: altered. Elsewhere: what was asked for was refused or failed. */
  failed: 1,
  /** verify: not readable. Elsewhere: the words of the command are wrong. */
  usage: 2,
  /** join: not let in. verify: intact, but cut off. */
  refused: 3,
  /** The host, the signaling server or the session cannot be reached. */
  unreachable: 4,
  /** join: removed from the session. */
  removed: 5,
} as const;

export const exitCodesHelp = `
Exit codes:
  0  done; join: the session ended, or you left; verify: intact and sealed
  1  failed or refused by the host; verify: altered
  2  wrong words or options; verify: not readable
  3  join: not let in; verify: intact, but cut off
  4  nothing to reach: no host runs, no server answers, no such session
  5  join: you were removed
  start exits with the target's own code.`;
