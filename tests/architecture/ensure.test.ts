import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
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

/** A folder in the place of PATH with programs of these names that do what the script says, and nothing else. */
async function pathWith(names: readonly string[], script = ""): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  for (const name of names) await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return bin;
}

/** Runs a script with what it imports, as this user or another; it ends with 0 or rejects. */
async function run(script: string, path: string, uid?: number): Promise<string> {
  const as = uid === undefined ? [] : ["--import", `data:text/javascript,process.getuid=()=>${uid}`];
  const words = [...as, "--input-type=module", "--eval", script];
  return (await promisify(execFile)(process.execPath, words, { env: { PATH: path } })).stdout;
}

describe.runIf(process.platform === "linux")("missing tools", () => {
  /** A checkout whose packages are not installed. */
  async function bareCheckout(): Promise<string> {
    const checkout = join(folder, "checkout");
    await cp(join(root, "build", "run"), join(checkout, "build", "run"), { recursive: true });
    const lockfile = { packages: { "": {}, "node_modules/left": { version: "1.0.0" } } };
    await writeFile(join(checkout, "package-lock.json"), JSON.stringify(lockfile));
    return `await import(${JSON.stringify(join(checkout, "build", "run", "ensure.mjs"))})
      .then(({ ensure }) => ensure(console.log)).catch((error) => console.log(error.message));`;
  }

  it.each([
    [[], "npm, python3, make, g++"],
    [["npm", "make"], "python3, g++"],
    [["npm", "make", "python3"], "g++"],
  ])("for installing packages are named in one sentence, where there is only %j", async (there, named) => {
    expect(await run(await bareCheckout(), await pathWith(there))).toBe(
      `To install its packages Tandem needs ${named}: please install what is missing.\n`,
    );
    expect(existsSync(join(folder, "checkout", "node_modules"))).toBe(false);
  });

  const ensurePrograms = `const { ensurePrograms } =
      await import(${JSON.stringify(join(root, "build", "run", "lib", "programs.mjs"))});
    await ensurePrograms(console.log).catch((error) => console.log(error.message));`;
  /** All that is looked for, so that a test decides what is missing, whatever this machine has. */
  async function programs(): Promise<readonly string[]> {
    const tests = JSON.parse(await readFile(join(root, "build", "programs.json"), "utf8"));
    return ["python3", "make", "g++", "chromium", ...Object.keys(tests)];
  }

  it("for tests are named in one sentence with their Debian packages, where they cannot be installed", async () => {
    const there = (await programs()).filter((name) => name !== "vim" && name !== "dialog");
    const said = await run(ensurePrograms, await pathWith(there), 1000);
    expect(said).toBe(
      "The tests use programs that are missing here: dialog, vim. " +
        "Please install them (on Debian: apt-get install dialog vim).\n",
    );
    expect(await run(ensurePrograms, await pathWith(await programs()), 1000)).toBe("");
  });

  it.runIf(existsSync("/etc/debian_version"))(
    "for tests are installed where root runs on Debian",
    async () => {
      const there = (await programs()).filter((name) => name !== "vim");
      const asked = join(folder, "asked");
      await pathWith(["apt-get"], `echo "$@" >> ${asked}`);
      expect(await run(ensurePrograms, await pathWith(there), 0)).toBe("Installing vim with apt-get\n");
      expect(await readFile(asked, "utf8")).toBe("update\ninstall --yes --no-install-recommends vim\n");
      await pathWith(["apt-get"], "echo no such package; exit 100");
      expect(await run(ensurePrograms, await pathWith([]), 0)).toContain(
        "apt-get could not install vim:\nno such package\n",
      );
    },
  );
});

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
