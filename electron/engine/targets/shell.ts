import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import process from "node:process";
import { userEntry } from "./environment.ts";
import { bash } from "./integration/bash.ts";
import { fish } from "./integration/fish.ts";
import { type Integration, prepare } from "./integration/integration.ts";
import { zsh } from "./integration/zsh.ts";
import { createPtyTarget, type PtyTargetOptions } from "./pty.ts";
import type { Target } from "./target.ts";

export type ShellTargetOptions = Omit<PtyTargetOptions, "kind" | "label" | "argv" | "marks">;

const integrations: Readonly<Record<string, Integration>> = { bash, zsh, fish };

/** Enough that no output holds it by chance or by guessing. */
const keyBytes = 16;

/** The user's login shell, as a login shell, so that it is set up as in any terminal window. */
export function createShellTarget(options: ShellTargetOptions): Target {
  const shell = loginShell(options.env);
  const label = basename(shell);
  const plain = { ...options, kind: "shell", label, argv: [shell, "-l"] } as const;
  const integration = Object.hasOwn(integrations, label) ? integrations[label] : undefined;
  if (integration === undefined || isTooOld(shell)) return createPtyTarget(plain);
  const key = randomBytes(keyBytes).toString("hex");
  return createPtyTarget({
    ...plain,
    marks: { key, prepare: (env) => prepare(integration, shell, key, env) },
  });
}

/** The bash that macOS comes with is 3.2: it has no PS0, and reads no $ENV as built. */
function isTooOld(shell: string): boolean {
  return process.platform === "darwin" && shell === "/bin/bash";
}

/** $SHELL, else the user's entry in the password database, else what every Unix has. */
function loginShell(env: ShellTargetOptions["env"]): string {
  return [env["SHELL"], userEntry().shell].find((shell) => shell?.startsWith("/")) ?? "/bin/sh";
}
