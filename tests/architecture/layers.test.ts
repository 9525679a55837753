import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkLayers } from "../../build/layers/check.ts";
import { layers } from "../../build/layers/layers.ts";
import { readSources } from "../../build/layers/sources.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const tree = readSources(root);
const saidOfTree = checkLayers(tree, layers);

/** What the check says of the whole tree once these files stand in it, beyond what it says without them. */
function withPlanted(planted: Readonly<Record<string, string>>): readonly string[] {
  const said = checkLayers(new Map([...tree, ...Object.entries(planted)]), layers);
  return said.filter((sentence) => !saidOfTree.includes(sentence));
}

describe("the layers", () => {
  it("are kept by every file of the tree", () => {
    expect(saidOfTree).toEqual([]);
  });

  const forbidden: readonly (readonly [law: string, path: string, source: string])[] = [
    ["the left of shared/ imports nothing on its right", "shared/base/p.ts", 'import "../state/p.ts";'],
    ["a type-only import counts", "shared/events/p.ts", 'import type { S } from "../state/p.ts";'],
    ["a re-export counts", "shared/state/p.ts", 'export { a } from "../commands/p.ts";'],
    ["a type named by import() counts", "shared/policy/p.ts", 'export type A = import("../wire/p.ts").A;'],
    ["shared/ imports no module of Node", "shared/log/p.ts", 'import "node:fs";'],
    ["shared/ knows no engine", "shared/client/p.ts", 'import "../../electron/engine/p.ts";'],
    ["only channel/ uses the noble family", "shared/wire/p.ts", 'import "@noble/hashes/sha2.js";'],
    ["the engine never imports electron", "electron/engine/p.ts", 'import { app } from "electron";'],
    ["the engine knows no renderer", "electron/engine/p.ts", 'import "../../renderer/p.ts";'],
    ["the engine knows no shell", "electron/engine/api/p.ts", 'import "../../shell/p.ts";'],
    ["targets know no transports", "electron/engine/targets/p.ts", 'import "../transports/p.ts";'],
    ["transports know no recorder", "electron/engine/transports/rtc/p.ts", 'import "../../recorder/p.ts";'],
    ["the recorder knows no targets", "electron/engine/recorder/p.ts", 'await import("../targets/p.ts");'],
    ["the local API sees no targets", "electron/engine/api/p.ts", 'import "../targets/p.ts";'],
    ["only targets open PTYs", "electron/engine/session/p.ts", 'import "node-pty";'],
    ["the command line never imports electron", "electron/cli/p.ts", 'import "electron";'],
    ["the painter knows no host", "electron/cli/terminal/p.ts", 'import "../../engine/session/p.ts";'],
    ["the shell is thin: no engine inside", "electron/shell/p.ts", 'import "../engine/session/p.ts";'],
    ["the renderer knows no engine", "renderer/p.tsx", 'import "../electron/engine/p.ts";'],
    ["the renderer imports no module of Node", "renderer/session/p.ts", 'import "node:crypto";'],
    ["the server knows no state", "signaling-server/p.ts", 'import "../shared/state/p.ts";'],
    ["the server knows no engine", "signaling-server/p.ts", 'import "../electron/engine/p.ts";'],
    ["no test imports electron either", "tests/p.ts", 'import "electron";'],
    ["a computed import could be anything", "renderer/p.ts", "await import(`./${location.hash}`);"],
    ["a file named by URL counts", "renderer/p.ts", 'new URL("../electron/cli/p.ts", import.meta.url);'],
    ["types are not widened by a comment", "shared/base/p.ts", '/// <reference lib="dom" />\nexport {};'],
  ];

  it.each(forbidden)("%s", (_law, path, source) => {
    expect(withPlanted({ [path]: source })).toEqual([expect.stringContaining(path)]);
  });

  it("give a sentence with file, line and what is allowed", () => {
    expect(withPlanted({ "shared/vt/p.ts": '\nimport "../wire/p.ts";' })).toEqual([
      "shared/vt/p.ts:2 imports shared/wire/p.ts: shared/vt may import only shared/base.",
    ]);
  });

  it("have a row for every folder", () => {
    expect(withPlanted({ "shared/new/p.ts": "export {};" })).toEqual([
      "shared/new/p.ts lies in no layer: give its folder a row in build/layers/layers.ts.",
    ]);
  });

  it("have no cycles, not even within one folder", () => {
    const cycle = {
      "renderer/p.ts": 'import { b } from "./q.ts"; export const a = b;',
      "renderer/q.ts": 'import type { C } from "./r.ts"; export const b: C = 1;',
      "renderer/r.ts": 'import { a } from "./p.ts"; export type C = typeof a;',
    };
    expect(withPlanted(cycle)).toEqual([
      "These import each other: renderer/p.ts → renderer/q.ts → renderer/r.ts → renderer/p.ts.",
    ]);
  });
});
