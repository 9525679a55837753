/** Signals by which a terminal, a service manager or a user ends a program. */
export const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Resolves with the first signal that asks this process to end. To be called before the process says that it is
 * ready: whoever reads that may signal at once, and until then a signal kills.
 */
export function toldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of endingSignals) process.once(signal, () => resolve());
  });
}
