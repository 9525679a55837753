import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Arch, build, DIR_TARGET, Platform } from "electron-builder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);
const { getConfig, validateConfiguration } = require("app-builder-lib/out/util/config/config");
const { DebugLogger } = require("builder-util");
const { extractAll, listPackage } = require("@electron/asar");

/** What Electron's binary carries before its switches are set: this text, a version, their number, their states. */
const fuseSentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const fusesOfElectron = "011001001";

let folder: string;
let unpacked: string;

/** A whole installation for Linux, but for Electron's own files, which are stand-ins. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-installer-"));
  const electronDist = join(folder, "electron");
  await mkdir(electronDist);
  const binary = Buffer.concat([
    Buffer.from(fuseSentinel),
    Buffer.from([1, fusesOfElectron.length]),
    Buffer.from(fusesOfElectron),
  ]);
  await writeFile(join(electronDist, "electron"), binary);
  for (const name of ["LICENSE", "LICENSES.chromium.html", "version"]) {
    await writeFile(join(electronDist, name), "");
  }
  const config = await getConfig(root, "electron-builder.yml", null);
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget(DIR_TARGET, Arch.x64),
    publish: "never",
    config: {
      ...config,
      electronDist,
      directories: { ...config.directories, output: join(folder, "release") },
    },
  });
  unpacked = join(folder, "release", "linux-unpacked");
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

function archived(): readonly string[] {
  return listPackage(join(unpacked, "resources", "app.asar"), { isPack: false });
}

describe("the installer's configuration", () => {
  it("is valid, and a slip in it would be noticed", async () => {
    const config = await getConfig(root, "electron-builder.yml", null);
    await expect(validateConfiguration(config, new DebugLogger(false))).resolves.not.toThrow();
    const slipped = { ...config, asarUnpak: [] };
    await expect(validateConfiguration(slipped, new DebugLogger(false))).rejects.toThrow("asarUnpak");
  });

  it("makes AppImage and deb, dmg, and an nsis installer, and opens tandem:// links", async () => {
    const config = await getConfig(root, "electron-builder.yml", null);
    expect(config.linux.target).toEqual(["AppImage", "deb"]);
    expect(config.mac.target).toEqual(["dmg"]);
    expect(config.win.target).toEqual(["nsis"]);
    expect(config.protocols[0].schemes).toEqual(["tandem"]);
  });
});

describe("what is installed", () => {
  it("holds all that runs", () => {
    expect(archived()).toEqual(
      expect.arrayContaining([
        "/package.json",
        "/dist/engine/engine.js",
        "/dist/engine/screen-worker.js",
        "/dist/renderer/index.html",
        "/dist/shell/main.js",
        "/dist/shell/preload.cjs",
        "/node_modules/node-pty/lib/index.js",
        "/node_modules/node-datachannel/dist/esm/lib/index.mjs",
        "/node_modules/detect-libc/lib/detect-libc.js",
      ]),
    );
  });

  it("holds nothing else: no sources, no tests, no other system's binaries, no package that is bundled", () => {
    const packages = archived().flatMap(
      (path) => /^\/node_modules\/((?:@[^/]+\/)?[^/@]+)$/.exec(path)?.[1] ?? [],
    );
    expect([...packages].sort()).toEqual(
      ["@node-datachannel/linux-x64-gnu", "detect-libc", "node-datachannel", "node-pty"].sort(),
    );
    const foreign = archived().filter((path) =>
      /\.ts$|\.test\.|\.map$|prebuilds\/|winpty|conpty\/|\.env/.test(path),
    );
    expect(foreign).toEqual([]);
  });

  it("has the native modules outside of the archive, where the system can open them", async () => {
    const outside = join(unpacked, "resources", "app.asar.unpacked", "node_modules");
    const datachannel = join(outside, "@node-datachannel", "linux-x64-gnu", "node_datachannel.node");
    expect((await readFile(datachannel)).subarray(1, 4).toString()).toBe("ELF");
  });

  it("is complete: what the engine imports at run time loads from these files alone", async () => {
    const alone = join(folder, "alone");
    extractAll(join(unpacked, "resources", "app.asar"), alone);
    const script = `
      import { PeerConnection } from "node-datachannel";
      import { spawn } from "node-pty";
      const pty = spawn("/bin/sh", ["-c", "exit 7"], {});
      pty.onExit(({ exitCode }) => console.log(typeof PeerConnection, exitCode));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      cwd: alone,
    });
    expect(stdout).toBe("function 7\n");
  });

  it("cannot be turned into a plain Node, and starts nothing but its own archive", async () => {
    const binary = await readFile(join(unpacked, "tandem"), "latin1");
    const fuses = binary.slice(binary.indexOf(fuseSentinel) + fuseSentinel.length + 2);
    const [runAsNode, cookieEncryption, nodeOptions, inspect, asarIntegrity, onlyAsar] = fuses;
    expect({ runAsNode, cookieEncryption, nodeOptions, inspect, asarIntegrity, onlyAsar }).toEqual({
      runAsNode: "0",
      cookieEncryption: "1",
      nodeOptions: "0",
      inspect: "0",
      asarIntegrity: "1",
      onlyAsar: "1",
    });
  });
});
