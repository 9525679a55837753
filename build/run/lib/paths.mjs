import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json. */
export const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/[\\/]$/, "");

/** @param {...string} parts */
export function inRoot(...parts) {
  return join(root, ...parts);
}

/** The Node that package-lock.json names, or the one that runs this where it is not installed. */
export function projectNode() {
  const installed = inRoot("node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  return existsSync(installed) ? installed : process.execPath;
}

/**
 * The environment for programs of this project: its own tools and its own Node come first.
 *
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function projectEnvironment(more = {}) {
  const separator = process.platform === "win32" ? ";" : ":";
  const path = [inRoot("node_modules", ".bin"), process.env.PATH ?? ""].join(separator);
  return { ...process.env, ...more, PATH: path };
}
