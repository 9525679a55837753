import { spawn } from "node:child_process";
import { accessSync, constants as fileModes, statSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { inRoot, projectEnvironment, projectNode, root } from "./paths.mjs";

/**
 * Runs a program to its end. `output` holds both of its streams unless they are inherited; a program that cannot be
 * started ends with code 127, one that a signal ended with 128 and its number. Past the time limit it is ended, with 124.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, inherit?: boolean, timeLimitMs?: number }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = root, env = {}, inherit = false, timeLimitMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: projectEnvironment(env),
      stdio: inherit ? "inherit" : ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    // A terminal sends Ctrl-C to its whole foreground group: what runs decides what it means, and we wait for it.
    const ignore = () => {};
    const forward = () => child.kill("SIGTERM");
    if (inherit) process.on("SIGINT", ignore).on("SIGTERM", forward).on("SIGHUP", forward);
    const release = () => process.off("SIGINT", ignore).off("SIGTERM", forward).off("SIGHUP", forward);
    let outOfTime = false;
    const limit =
      timeLimitMs &&
      setTimeout(() => {
        outOfTime = true;
        child.kill("SIGKILL");
      }, timeLimitMs);
    child.on("error", (error) => {
      clearTimeout(limit);
      release();
      resolve({ code: 127, output: `${output}${error.message}\n` });
    });
    child.on("close", (code, signal) => {
      clearTimeout(limit);
      release();
      resolve({ code: outOfTime ? 124 : (code ?? 128 + constants.signals[signal ?? "SIGTERM"]), output });
    });
  });
}

/**
 * Runs a script with the project's own Node.
 *
 * @param {readonly string[]} script path from the root, then its arguments
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNode([path = "", ...args], options) {
  return run(projectNode(), [inRoot(path), ...args], options);
}

/**
 * Where a program is on this machine, or undefined.
 *
 * @param {string} name
 */
export function findProgram(name) {
  // Services such as sshd live where a plain user's PATH does not look.
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin", "/usr/games"];
  const suffixes = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const path = join(folder, name + suffix);
      try {
        accessSync(path, fileModes.X_OK);
        if (statSync(path).isFile()) return path;
      } catch {
        // Not here; look on.
      }
    }
  }
  return undefined;
}
