import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `tandem` as users run it: it starts sooner than its sources, and tests start hundreds of it. */
export const builtProgram = join(root, "dist", "cli", "tandem.js");

/** The engine's process as the desktop starts it. */
export const builtEngine = join(root, "dist", "engine", "engine.js");

/** Brings what tests run as processes up to date, once, before any of them. */
export function setup(): void {
  execFileSync(process.execPath, [join(root, "build", "run", "build.mjs"), "engine", "cli", "renderer"]);
}
