import { existsSync } from "node:fs";
import { build } from "./build.mjs";
import { ensure } from "./ensure.mjs";
import { inRoot } from "./lib/paths.mjs";
import { run, runNode } from "./lib/processes.mjs";

/** A download of 110 MB may take its time; whether it can begin at all is found out sooner. */
const downloadLimitMs = 300_000;
const reachLimitMs = 5_000;

const args = process.argv.slice(2);

try {
  await ensure(console.log);
  await build(console.log);
  const obstacle = await whyNoDesktop();
  if (obstacle === undefined) {
    process.exitCode = (
      await runNode(["node_modules/electron/cli.js", ".", ...args], { inherit: true })
    ).code;
  } else {
    console.log(`${obstacle}, so Tandem opens in your browser.`);
    const command = /** @type {const} */ (["dist/cli/tandem.js", "app", "--browser"]);
    process.exitCode = (await runNode([...command, ...args], { inherit: true })).code;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Why the desktop app cannot run here, as the beginning of a sentence; undefined where it can. */
async function whyNoDesktop() {
  if (process.platform === "linux") {
    if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return "There is no display here";
    if (process.getuid?.() === 0) return "The desktop app does not run as root (its sandbox cannot)";
  }
  if (electronIsThere()) return undefined;
  const mirror =
    process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? "https://github.com/";
  try {
    await fetch(mirror, { method: "HEAD", signal: AbortSignal.timeout(reachLimitMs) });
  } catch {
    return "Electron is not installed and cannot be fetched from here";
  }
  console.log("Fetching Electron (about 110 MB, once)");
  const { code } = await run(process.execPath, [inRoot("node_modules", "electron", "install.js")], {
    timeLimitMs: downloadLimitMs,
  });
  return code === 0 && electronIsThere() ? undefined : "Electron could not be fetched";
}

function electronIsThere() {
  return existsSync(inRoot("node_modules", "electron", "path.txt"));
}
