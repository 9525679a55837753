import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-ensure-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("installing packages", () => {
  it("is refused where node_modules is a link: what it leads to is left as it is", async () => {
    const checkout = join(folder, "checkout");
    const elsewhere = join(folder, "elsewhere");
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, "somebody-elses"), "");
    await cp(join(root, "build", "run"), join(checkout, "build", "run"), { recursive: true });
    const lockfile = { packages: { "": {}, "node_modules/left": { version: "1.0.0" } } };
    await writeFile(join(checkout, "package-lock.json"), JSON.stringify(lockfile));
    await writeFile(join(checkout, "package.json"), "{}");
    await symlink(elsewhere, join(checkout, "node_modules"));
    // No npm is found, should it get that far.
    const run = promisify(execFile)(process.execPath, [join(checkout, "build", "run", "ensure.mjs")], {
      env: { PATH: folder },
    });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("node_modules is a symbolic link"),
    });
    expect(await readdir(elsewhere)).toEqual(["somebody-elses"]);
  });
});
