import { homedir } from "node:os";
import { z } from "zod";
import { createCommandTarget } from "./command.ts";
import { createEchoTarget } from "./echo.ts";
import { createShellTarget } from "./shell.ts";
import { createSshTarget } from "./ssh.ts";
import type { Target } from "./target.ts";

/** The kernel reads up to a NUL: a word with one would not be the word that was approved. */
const wordSchema = z
  .string()
  .max(4096)
  .regex(/^[^\0]*$/, "must not contain a NUL character");
const programSchema = wordSchema.min(1);

const placeShape = {
  /** An absolute path; the user's home where it is missing. */
  cwd: programSchema.startsWith("/").optional(),
  /** Beyond 1,000 a screen costs every viewer more than anybody can read. */
  cols: z.int().min(1).max(1000),
  rows: z.int().min(1).max(1000),
};

/** What to share. `ssh`: the words after `ssh`; `command`: the program and its arguments. */
export const targetSpecSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("shell"), ...placeShape }),
  z.strictObject({ kind: z.literal("ssh"), argv: z.array(wordSchema).min(1).max(256), ...placeShape }),
  z.strictObject({
    kind: z.literal("command"),
    argv: z.tuple([programSchema], wordSchema).check(z.maxLength(256)),
    ...placeShape,
  }),
  z.strictObject({ kind: z.literal("echo"), ...placeShape }),
]);

export type TargetSpec = z.infer<typeof targetSpecSchema>;

export interface TargetContext {
  /** Our own environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sessionId?: string | undefined;
}

/** What cannot be started says so when it is started, not here. */
export function createTarget(spec: TargetSpec, context: TargetContext): Target {
  const { cols, rows, cwd = homedir() } = spec;
  const place = { ...context, cwd, cols, rows };
  switch (spec.kind) {
    case "shell":
      return createShellTarget(place);
    case "ssh":
      return createSshTarget({ ...place, words: spec.argv });
    case "command":
      return createCommandTarget({ ...place, argv: spec.argv });
    case "echo":
      return createEchoTarget();
  }
}
