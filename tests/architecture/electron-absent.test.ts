import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { importsOf } from "../../build/layers/imports.ts";
import { readSources } from "../../build/layers/sources.ts";
import { installation, seen } from "../support/tandem.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const absent = new URL("electron-absent.ts", import.meta.url).href;

beforeEach(() => {
  vi.stubEnv("NODE_OPTIONS", `--import=${absent}`);
  return () => vi.unstubAllEnvs();
});

/** What a process started now prints. */
async function node(...words: readonly string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, words, { cwd: root, env: { ...process.env, CI: "1" } }))
    .stdout;
}

/** Every file that these reach, and every package, by any kind of import. */
function reachedFrom(paths: readonly string[]): ReadonlySet<string> {
  const sources = readSources(root);
  const reached = new Set<string>();
  const visit = (path: string) => {
    if (reached.has(path)) return;
    reached.add(path);
    const source = sources.get(path);
    for (const { specifier } of source === undefined ? [] : importsOf(path, source)) {
      visit(specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier);
    }
  };
  for (const path of paths) visit(path);
  return reached;
}

describe("without the electron package", () => {
  it("a process cannot load it, by import or by require", async () => {
    const script = `import { createRequire } from "node:module";
      const require = createRequire(${JSON.stringify(`file://${root}/p.js`)});
      await import("electron").catch((error) => console.log(error.code));
      try { require("electron"); } catch (error) { console.log(error.code); }`;
    expect(await node("--input-type=module", "--eval", script)).toBe("ERR_MODULE_NOT_FOUND\n".repeat(2));
  });

  it("a session of real bash is started, shared, joined, typed into, recorded and verified", async () => {
    const own = installation();
    const {
      process: host,
      id,
      recording,
    } = await own.start(["--mode", "interactive", "--", "bash", "--norc"]);
    const guest = await own.join((await own.share(id, "--grant", "interact", "--no-approve")).url);
    await guest.command("input.key", { data: "echo with-$((6*7))\r" });
    await seen(guest, "with-42");
    await guest.command("input.key", { data: "exit 9\r" });
    expect((await host.done).code).toBe(9);
    expect((await own.run("verify", recording)).code).toBe(0);
  });

  it("no test of the engine or of the command line can load it: all of them run in processes such as this", async () => {
    const name = "electron";
    await expect(import(/* @vite-ignore */ name)).rejects.toMatchObject({ code: "ERR_MODULE_NOT_FOUND" });
    const require = createRequire(import.meta.url);
    expect(() => require(name)).toThrow(expect.objectContaining({ code: "ERR_MODULE_NOT_FOUND" }));
  });

  it("every test but the shell's can run: none reaches the package, nor a file of the shell", () => {
    const tests = [...readSources(root).keys()].filter((path) => /^tests\/.*\.test\.tsx?$/.test(path));
    const others = tests.filter((path) => !path.startsWith("tests/shell/"));
    const isShell = (path: string) => path === "electron" || path.startsWith("electron/shell/");
    expect([...reachedFrom(others)].filter(isShell)).toEqual([]);
    expect(others.length).toBeGreaterThan(100);
    // What reaches them is seen.
    expect([...reachedFrom(tests)].filter(isShell)).toContain("electron");
  });
});
