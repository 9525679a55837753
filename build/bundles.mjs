import { quickStart } from "./quick-start.mjs";
import { inRoot } from "./run/lib/paths.mjs";

/** @import { InlineConfig } from "vite" */

/**
 * What becomes one folder of dist/, by one or more builds of vite.
 *
 * @typedef {object} Bundle
 * @property {string} name the folder's name
 * @property {string} entry
 * @property {readonly string[]} inputs files and folders, from the root, whose change makes it stale
 * @property {() => readonly InlineConfig[]} configs
 */

/** What every bundle depends on besides the folders of its own sources. */
const always = ["package-lock.json", "build/bundles.mjs", "build/quick-start.mjs", "shared"];

/**
 * These stay in node_modules: native modules cannot be bundled, and Electron is no package at run time. All else is
 * bundled, since one file is read sooner than two hundred: start-up time is the command line's first impression.
 */
const externalPackages = ["electron", "node-pty", "node-datachannel"];

/** Native speed-ups that ws asks for and does without. */
const absentPackages = ["bufferutil", "utf-8-validate"];

/**
 * @param {Readonly<Record<string, string>>} entries name of the file made → its source, from the root
 * @param {"es" | "cjs"} [format]
 * @returns {InlineConfig}
 */
function forNode(entries, format = "es") {
  return {
    root: inRoot("electron"),
    plugins: [quickStart()],
    build: {
      ssr: true,
      target: "node22",
      minify: false,
      // A preload is ours alone; it would overwrite the list of the bundle it lies beside.
      license: format === "es" && { fileName: "licenses.md" },
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, inRoot(path)])),
        output: {
          format,
          entryFileNames: format === "cjs" ? "[name].cjs" : "[name].js",
          // Beside the entries, since code in them looks for its worker beside itself.
          chunkFileNames: "[name]-[hash].js",
        },
      },
    },
    ssr: { noExternal: true, external: [...externalPackages, ...absentPackages] },
  };
}

const worker = "electron/engine/screen/worker.ts";

/** @type {readonly Bundle[]} */
export const bundles = [
  {
    name: "engine",
    entry: "electron/engine/entry.ts",
    inputs: [...always, "electron/engine", "signaling-server"],
    configs: () => [forNode({ engine: "electron/engine/entry.ts", "screen-worker": worker })],
  },
  {
    name: "cli",
    entry: "electron/cli/main.ts",
    inputs: [...always, "electron/engine", "electron/cli", "signaling-server"],
    configs: () => [forNode({ tandem: "electron/cli/main.ts", "screen-worker": worker })],
  },
  {
    name: "renderer",
    entry: "renderer/index.html",
    inputs: [...always, "build/vite.config.ts", "renderer"],
    configs: () => [
      {
        configFile: inRoot("build", "vite.config.ts"),
        root: inRoot("renderer"),
        build: { license: { fileName: "licenses.md" } },
      },
    ],
  },
  {
    name: "shell",
    entry: "electron/shell/main.ts",
    inputs: [
      ...always,
      "electron/shell",
      "electron/engine/data-folder.ts",
      "electron/engine/entry-messages.ts",
    ],
    configs: () => [
      forNode({ main: "electron/shell/main.ts" }),
      // A sandboxed preload is a CommonJS script that can require nothing but electron.
      forNode({ preload: "electron/shell/preload.ts" }, "cjs"),
    ],
  },
];
