import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { z } from "zod";

/** Program → the Debian package that brings it; `npm test` installs those that are missing where it can. */
const debianPackages = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(new URL("../../build/programs.json", import.meta.url), "utf8")));

/** The path of a program that a test runs for real. Throws a sentence naming the package where it is missing. */
export function programPath(name: string): string {
  const path = findProgram(name);
  if (path !== undefined) return path;
  const debianPackage = debianPackages[name];
  if (debianPackage === undefined) throw new Error(`This test needs ${name}: add it to build/programs.json.`);
  throw new Error(`This test needs ${name}: install it (on Debian: apt-get install ${debianPackage}).`);
}

/** Undefined where no folder of PATH has it; services such as sshd are found where only root's PATH looks. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
