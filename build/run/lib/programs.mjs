import { existsSync, readFileSync } from "node:fs";
import { inRoot } from "./paths.mjs";
import { findProgram, run } from "./processes.mjs";

/** Needed to install packages and, some, by tests; here because a bare Debian lacks them. */
const toolchain = { python3: "python3", make: "make", "g++": "g++" };

/** Whether packages can be installed before any program is. */
export function hasToolchain() {
  return Object.keys(toolchain).every((name) => findProgram(name) !== undefined);
}

/**
 * Real programs are used in tests, never stand-ins. Installs the missing ones where this runs as root on Debian;
 * elsewhere throws a sentence naming them.
 *
 * @param {(line: string) => void} say
 */
export async function ensurePrograms(say) {
  if (process.platform !== "linux") return;
  /** @type {Record<string, string>} */
  const tests = JSON.parse(readFileSync(inRoot("build", "programs.json"), "utf8"));
  const missing = Object.entries({ ...toolchain, ...tests })
    .filter(([name]) => findProgram(name) === undefined && !(name === "chromium" && haveOtherBrowser()))
    .map(([name, debianPackage]) => ({ name, debianPackage }));
  if (missing.length === 0) return;

  const names = missing.map(({ name }) => name).join(", ");
  const packages = missing.map(({ debianPackage }) => debianPackage);
  const canInstall = process.getuid?.() === 0 && existsSync("/etc/debian_version") && findProgram("apt-get");
  if (!canInstall) {
    const hint = `on Debian: apt-get install ${packages.join(" ")}`;
    throw new Error(`The tests use programs that are missing here: ${names}. Please install them (${hint}).`);
  }
  say(`Installing ${packages.join(", ")} with apt-get`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update"], { env });
  const args = ["install", "--yes", "--no-install-recommends", ...packages];
  const { code, output } = await run("apt-get", args, { env });
  if (code !== 0) throw new Error(`apt-get could not install ${packages.join(", ")}:\n${output}`);
}

/** tests/support/browser.ts looks in the same places; on Linux x64 there is always the one from the registry. */
function haveOtherBrowser() {
  if (process.env.TANDEM_BROWSER !== undefined || process.arch === "x64") return true;
  return ["chromium-browser", "google-chrome-stable", "google-chrome"].some((name) => findProgram(name));
}
