import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "build", "run", "build.mjs"), "shell"]);
});

function bundle(name: string): string {
  return readFileSync(join(root, "dist", "shell", name), "utf8");
}

describe("the shell's bundle", () => {
  it("needs nothing but Electron and Node", () => {
    const { module } = parseSync("main.js", bundle("main.js"));
    const needed = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
    expect(needed).toContain("electron");
    expect(needed.filter((each) => each !== "electron" && !each.startsWith("node:"))).toEqual([]);
    expect(module.dynamicImports).toEqual([]);
  });

  it("has a preload that a sandbox can load: one script that requires electron alone", () => {
    const preload = bundle("preload.cjs");
    expect([...preload.matchAll(/require\(([^)]*)\)/g)].map((match) => match[1])).toEqual(['"electron"']);
    expect(() => parseSync("preload.cjs", preload, { sourceType: "script" })).not.toThrow();
    expect(parseSync("preload.cjs", preload, { sourceType: "script" }).errors).toEqual([]);
  });
});
