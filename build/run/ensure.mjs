import { lstatSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { inRoot } from "./lib/paths.mjs";
import { findProgram, run } from "./lib/processes.mjs";

/** The oldest Node that the scripts here and `npm ci` run on; everything else runs on the one that is installed. */
const oldestNode = [20, 19];

/**
 * Makes what the other scripts need: a Node that is new enough, and node_modules in step with package-lock.json.
 * Quick where nothing is to be done. Throws an error whose message is one sentence for people.
 *
 * @param {(line: string) => void} say
 */
export async function ensure(say) {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Error(
      `Tandem needs Node ${oldestNode.join(".")} or newer; this is Node ${process.versions.node}.`,
    );
  }
  const outOfStep = firstDifference();
  if (outOfStep === undefined) return;

  if (lstatSync(inRoot("node_modules"), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new Error(
      `Packages must be installed, since ${outOfStep}, but node_modules is a symbolic link, and npm ci would empty ` +
        "the folder it leads to, which may be somebody else's. Remove the link and try again.",
    );
  }
  const missing = toolsForInstalling().filter((name) => findProgram(name) === undefined);
  if (missing.length > 0) {
    throw new Error(
      `To install its packages Tandem needs ${missing.join(", ")}: please install what is missing.`,
    );
  }
  say(`Installing packages, since ${outOfStep} (npm ci, about half a minute)`);
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { code, output } = await run(npm, ["ci", "--no-audit", "--no-fund"]);
  if (code !== 0) throw new Error(`npm ci failed with code ${code}:\n${output}`);
}

/** node-pty brings no binary for Linux, so it is compiled there. */
function toolsForInstalling() {
  return process.platform === "linux" ? ["npm", "python3", "make", "g++"] : ["npm"];
}

/**
 * npm writes node_modules/.package-lock.json at the end of an installation that succeeded. Returns, as the end of a
 * sentence, the first thing in which it differs from package-lock.json; undefined where they agree.
 */
function firstDifference() {
  const wanted = packagesIn(inRoot("package-lock.json"));
  const installed = packagesIn(inRoot("node_modules", ".package-lock.json"));
  if (wanted === undefined)
    throw new Error("package-lock.json is missing or damaged: check the file out again.");
  if (installed === undefined) return "none are installed";
  for (const [path, { version, optional, integrity }] of Object.entries(wanted)) {
    if (path === "") continue;
    const found = installed[path];
    if (found === undefined && optional) continue;
    if (found?.version !== version || found?.integrity !== integrity) {
      return `${path.replace("node_modules/", "")} is not the one in package-lock.json`;
    }
  }
  return undefined;
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }> | undefined}
 */
function packagesIn(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, "utf8")).packages;
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    await ensure(console.log);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
