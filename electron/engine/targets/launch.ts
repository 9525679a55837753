import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, resolve } from "node:path";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { TargetError } from "./target.ts";

/** The program a command line means, as an absolute path, or why there is none: the kernel's own answer after the fork is only an exit code. */
export async function findProgram(
  name: string,
  cwd: string,
  path: string | undefined,
): Promise<Result<string, TargetError>> {
  const named = name.includes("/");
  const folders = named ? [""] : (path ?? "/usr/local/bin:/usr/bin:/bin").split(delimiter);
  let refused: string | undefined;
  for (const folder of folders) {
    const file = isAbsolute(folder) ? resolve(folder, name) : resolve(cwd, folder, name);
    if (await isExecutable(file)) return ok(file);
    if (refused === undefined && (await isFile(file))) refused = file;
  }
  if (refused !== undefined) {
    return err({ code: "target-not-found", message: `${refused} is not a program: it may not be executed.` });
  }
  const where = named ? "There is no such file." : "It is in none of the folders of PATH.";
  return err({ code: "target-not-found", message: `The program "${name}" was not found. ${where}` });
}

/** Undefined where it can be worked in, else why not. */
export async function whyNotFolder(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return `The folder ${path} does not exist.`;
  if (!found.isDirectory()) return `${path} is not a folder.`;
  const allowed = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  return allowed ? undefined : `The folder ${path} may not be entered.`;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function isExecutable(file: string): Promise<boolean> {
  if (!(await isFile(file))) return false;
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Closes whatever else this process holds open, then becomes the program. Descriptors opened by native code (other
 * sessions' terminals, sockets of the WebRTC library) are not marked close-on-exec, and a target must not inherit a
 * way into another session. Bash, since a plain sh cannot name descriptors above 9; -p keeps it from reading the
 * environment for start-up files and functions.
 */
const closingScript =
  'for f in /proc/self/fd/*; do f=${f##*/}; [ "$f" -gt 2 ] 2>/dev/null && eval "exec $f>&-"; done; exec -- "$@"';

const bashFolders = "/bin:/usr/bin:/usr/local/bin";

/** The command line that starts `file` with nothing but its terminal open, where the system has what that takes. */
export async function closedLaunch(
  file: string,
  args: readonly string[],
): Promise<{ readonly file: string; readonly args: readonly string[] }> {
  if (process.platform !== "linux") return { file, args };
  const bash = await findProgram("bash", "/", bashFolders);
  return bash.ok
    ? { file: bash.value, args: ["-p", "-c", closingScript, "bash", file, ...args] }
    : { file, args };
}
