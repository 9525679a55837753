import { createPtyTarget, type PtyTargetOptions } from "./pty.ts";
import type { Target } from "./target.ts";

export type SshTargetOptions = Omit<PtyTargetOptions, "kind" | "label" | "argv"> & {
  /** What would follow `ssh` on a command line. */
  readonly words: readonly string[];
};

/**
 * The system's own OpenSSH client, so that the user's keys, agent, configuration and known hosts work. Its escape
 * character is off unless the words switch it on: whoever may type would otherwise command the client itself (forward
 * ports of the owner's network, suspend it), not the machine that is shared.
 */
export function createSshTarget(options: SshTargetOptions): Target {
  const { words, ...rest } = options;
  const host = sshHost(words);
  const label = host === undefined ? "ssh" : `ssh ${host}`;
  return createPtyTarget({ ...rest, kind: "ssh", label, argv: ["ssh", "-e", "none", ...words] });
}

/**
 * A word of short options whose last one takes a value, which then is the next word (`-4p 22`, but not `-p22`).
 * The letters are those of ssh(1).
 */
const openOption = /^-[^BbcDEeFIiJLlmOoPpQRSWw]*[BbcDEeFIiJLlmOoPpQRSWw]$/;

/** The host that ssh's words name, without user, port, options or the remote command; undefined where there is none. */
export function sshHost(words: readonly string[]): string | undefined {
  let skipNext = false;
  for (const [index, word] of words.entries()) {
    if (skipNext) skipNext = false;
    else if (word === "--") return hostOf(words[index + 1]);
    else if (word.startsWith("-")) skipNext = openOption.test(word);
    else return hostOf(word);
  }
  return undefined;
}

function hostOf(destination: string | undefined): string | undefined {
  if (destination === undefined) return undefined;
  const uri = /^ssh:\/\/(?:[^/]*@)?(\[[^\]]*\]|[^/:]*)/i.exec(destination);
  const host = uri?.[1] ?? destination.slice(destination.lastIndexOf("@") + 1);
  return host === "" ? undefined : host;
}
