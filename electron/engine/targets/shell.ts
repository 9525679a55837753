import { basename } from "node:path";
import { userEntry } from "./environment.ts";
import { createPtyTarget, type PtyTargetOptions } from "./pty.ts";
import type { Target } from "./target.ts";

export type ShellTargetOptions = Omit<PtyTargetOptions, "kind" | "label" | "argv">;

/** The user's login shell, as a login shell, so that it is set up as in any terminal window. */
export function createShellTarget(options: ShellTargetOptions): Target {
  const shell = loginShell(options.env);
  return createPtyTarget({ ...options, kind: "shell", label: basename(shell), argv: [shell, "-l"] });
}

/** $SHELL, else the user's entry in the password database, else what every Unix has. */
function loginShell(env: ShellTargetOptions["env"]): string {
  return [env["SHELL"], userEntry().shell].find((shell) => shell?.startsWith("/")) ?? "/bin/sh";
}
