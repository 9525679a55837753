import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../environment.ts";

/** How a shell is started so that it tells of its prompts and commands (OSC 133), without touching the user's files. */
export interface Integration {
  argv(shell: string, folder: string): readonly [string, ...string[]];
  /** What stands in the environment until the shell's first file has put the user's own back. */
  env(folder: string): Environment;
  /** Name → text of the files in a private folder of this shell's. `env`: what the shell will find otherwise. */
  files(key: string, env: Environment, folder: string): Readonly<Record<string, string>>;
}

export interface Prepared {
  readonly argv: readonly [string, ...string[]];
  readonly env: Environment;
  /** Takes the files away where the shell itself did not. */
  remove(): Promise<void>;
}

/** Every shell reads a word of these letters as itself. */
const plainPath = /^[\w@%+=:,./-]+$/;

/** Undefined where the files cannot be written: the shell then starts as if there were no integration. */
export async function prepare(
  integration: Integration,
  shell: string,
  key: string,
  env: Environment,
): Promise<Prepared | undefined> {
  const place = tmpdir();
  if (!plainPath.test(place)) return undefined;
  // mkdtemp makes it the user's alone (0700).
  const folder = await mkdtemp(join(place, "tandem-shell-")).catch(() => undefined);
  if (folder === undefined) return undefined;
  const remove = () => rm(folder, { recursive: true, force: true }).catch(() => {});
  try {
    for (const [name, text] of Object.entries(integration.files(key, env, folder))) {
      await writeFile(join(folder, name), text, { mode: 0o600, flag: "wx" });
    }
  } catch {
    await remove();
    return undefined;
  }
  return { argv: integration.argv(shell, folder), env: integration.env(folder), remove };
}

/** OSC 133 as a shell's printf or prompt writes it; shared/vt/osc133.ts reads it. */
export function mark(what: string, key: string): string {
  return String.raw`\e]133;${what};tandem=${key}\a`;
}

/**
 * What each shell does first: the key stands in these files, and a host that is killed would leave them behind. All
 * three go on reading a file that is gone.
 */
export function removal(folder: string): string {
  return `/bin/rm -rf -- ${folder} 2>/dev/null`;
}

/** One word for a POSIX shell. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
