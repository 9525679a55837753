import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../build/run/build.mjs", import.meta.url));

/** Brings what tests run as processes up to date, once, before any of them: the bundle is what users run, and starts sooner. */
export function setup(): void {
  execFileSync(process.execPath, [script, "cli", "renderer"]);
}
