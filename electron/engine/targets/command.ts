import { basename } from "node:path";
import { createPtyTarget, type PtyTargetOptions } from "./pty.ts";
import type { Target } from "./target.ts";

export type CommandTargetOptions = Omit<PtyTargetOptions, "kind" | "label">;

/** Any program on a terminal of its own. Only its name is shown: arguments may hold secrets. */
export function createCommandTarget(options: CommandTargetOptions): Target {
  return createPtyTarget({ ...options, kind: "command", label: basename(options.argv[0]) });
}
