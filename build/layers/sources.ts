import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sources } from "./check.ts";

const folders = ["shared", "electron", "renderer", "signaling-server", "build", "tests"];

/** Every TypeScript source below the top folders of the tree at root. */
export function readSources(root: string): Sources {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      sources.set(path.slice(root.length + 1).replaceAll("\\", "/"), readFileSync(path, "utf8"));
    }
  }
  return sources;
}
