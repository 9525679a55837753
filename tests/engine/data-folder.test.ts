import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { dataFolder as commandLines } from "../../electron/cli/data-folder.ts";
import { dataFolder } from "../../electron/engine/data-folder.ts";

const home = join("/home", "ana");

test.each([
  ["Linux", { platform: "linux", env: {} }, join(home, ".local", "share", "tandem")],
  ["Linux, told by XDG", { platform: "linux", env: { XDG_DATA_HOME: "/data/ana" } }, "/data/ana/tandem"],
  [
    "Linux, told nothing that counts by XDG",
    { platform: "linux", env: { XDG_DATA_HOME: "data" } },
    join(home, ".local", "share", "tandem"),
  ],
  ["FreeBSD", { platform: "freebsd", env: { XDG_DATA_HOME: "" } }, join(home, ".local", "share", "tandem")],
  [
    "macOS",
    { platform: "darwin", env: { XDG_DATA_HOME: "/data/ana" } },
    join(home, "Library", "Application Support", "Tandem"),
  ],
  ["Windows", { platform: "win32", env: { APPDATA: "/roaming" } }, join("/roaming", "Tandem")],
  ["Windows without APPDATA", { platform: "win32", env: {} }, join(home, "AppData", "Roaming", "Tandem")],
  ["anywhere, told by TANDEM_DATA", { platform: "darwin", env: { TANDEM_DATA: "/mine" } }, resolve("/mine")],
  [
    "anywhere, told nothing by TANDEM_DATA",
    { platform: "linux", env: { TANDEM_DATA: "" } },
    join(home, ".local", "share", "tandem"),
  ],
] as const)("the data folder on %s", (_where, surroundings, folder) => {
  expect(dataFolder({ ...surroundings, home })).toBe(folder);
});

test("the command line's is the same one, unless it is told another", () => {
  expect(commandLines(undefined)).toBe(dataFolder());
  expect(dataFolder()).toBe(dataFolder({ platform: process.platform, env: process.env, home: homedir() }));
  expect(commandLines("elsewhere")).toBe(resolve("elsewhere"));
});
