import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The state of files and folders, twice: `look` changes with names, sizes and times and is quick to take; `content`
 * changes only with what stands in the files, so that a fresh checkout of the same sources is not taken for a change.
 *
 * @param {string} root
 * @param {readonly string[]} paths from the root; one that is missing counts as empty
 */
export function stateOfInputs(root, paths) {
  const files = paths.flatMap((path) => filesUnder(root, path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  const look = createHash("sha256");
  for (const { path, size, mtimeMs } of files) look.update(`${path}\0${size}\0${mtimeMs}\n`);
  return {
    look: look.digest("hex"),
    content() {
      const hash = createHash("sha256");
      for (const { path } of files) hash.update(`${path}\0`).update(readFileSync(join(root, path)));
      return hash.digest("hex");
    },
  };
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {{ path: string, size: number, mtimeMs: number }[]}
 */
function filesUnder(root, path) {
  const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [{ path, size: stats.size, mtimeMs: stats.mtimeMs }];
  return readdirSync(join(root, path)).flatMap((name) => filesUnder(root, `${path}/${name}`));
}
