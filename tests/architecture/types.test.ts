import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const made: string[] = [];
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true }))));

async function tsc(...words: readonly string[]): Promise<string> {
  const program = join(root, "node_modules", "typescript", "bin", "tsc");
  return (await promisify(execFile)(process.execPath, [program, ...words], { maxBuffer: 16e6 })).stdout;
}

/** What the compiler says of one source under the types of a layer's project, without the layer's own files. */
async function compile(project: string, source: string): Promise<string> {
  const folder = await mkdtemp(join(root, "node_modules", ".layer-"));
  made.push(folder);
  const config = relative(folder, join(root, project)).replaceAll("\\", "/");
  const globals = relative(folder, join(root, dirname(project), "globals.d.ts")).replaceAll("\\", "/");
  const files = project.startsWith("shared") ? ["p.ts", globals] : ["p.ts"];
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ extends: config, include: [], files }));
  await writeFile(join(folder, "p.ts"), source);
  try {
    await tsc("-p", folder);
    return "";
  } catch (error) {
    if (error instanceof Error && "stdout" in error) return String(error.stdout);
    throw error;
  }
}

describe("the types of a layer", () => {
  it.each([
    ["shared/tsconfig.json", "new TextDecoder().decode(new TextEncoder().encode('a'));"],
    ["electron/tsconfig.json", "Buffer.from('a'); setTimeout(() => {}, 1);"],
    ["signaling-server/tsconfig.json", "process.exitCode = 0;"],
    ["renderer/tsconfig.json", "document.title = location.hash;"],
  ])("%s has what its code runs on", async (project, source) => {
    expect(await compile(project, source)).toBe("");
  });

  it.each([
    ["shared/tsconfig.json", "setTimeout"],
    ["shared/tsconfig.json", "crypto"],
    ["shared/tsconfig.json", "performance"],
    ["shared/tsconfig.json", "process"],
    ["shared/tsconfig.json", "document"],
    ["shared/tsconfig.json", "console"],
    ["electron/tsconfig.json", "document"],
    ["signaling-server/tsconfig.json", "document"],
    ["renderer/tsconfig.json", "process"],
    ["renderer/tsconfig.json", "Buffer"],
  ])("%s has no %s", async (project, name) => {
    expect(await compile(project, `export const planted = ${name};`)).toMatch(`Cannot find name '${name}'`);
  });

  it.each([
    ["shared", "@types/node/"],
    ["shared", "lib.dom.d.ts"],
    ["electron", "lib.dom.d.ts"],
    ["signaling-server", "lib.dom.d.ts"],
    ["renderer", "@types/node/"],
  ])("%s has no file, of its own or of a package, that brings %s in", async (project, names) => {
    const files = (await tsc("-p", join(root, project), "--listFilesOnly")).split("\n");
    expect(files.some((file) => file.includes(`/${project}/`))).toBe(true);
    expect(files.filter((file) => file.includes(names))).toEqual([]);
  });
});
