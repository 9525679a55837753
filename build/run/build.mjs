import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { bundles } from "../bundles.mjs";
import { stateOfInputs } from "./lib/inputs.mjs";
import { forUsers } from "./lib/for-users.mjs";
import { inRoot, root } from "./lib/paths.mjs";

/** @import { Bundle } from "../bundles.mjs" */

/**
 * Brings bundles in dist/ up to date; next to nothing to do where they are. Throws where one cannot be built.
 *
 * @param {(line: string) => void} say
 * @param {readonly string[]} [names] all by default
 */
export async function build(say, names = bundles.map(({ name }) => name)) {
  for (const bundle of bundles) {
    if (!names.includes(bundle.name)) continue;
    if (!existsSync(inRoot(bundle.entry))) {
      say(`Left out dist/${bundle.name}: ${bundle.entry} does not exist yet`);
      continue;
    }
    const { look, content } = stateOfInputs(root, bundle.inputs);
    const made = existsSync(inRoot("dist", bundle.name)) ? readStamp(bundle) : undefined;
    if (made?.look === look) continue;
    const now = { look, content: content() };
    if (made?.content !== now.content) await make(bundle, say);
    writeFileSync(stampOf(bundle), JSON.stringify(now));
  }
}

/**
 * Builds into a folder of its own, which then takes the old one's place: nobody ever reads half a bundle.
 *
 * @param {Bundle} bundle
 * @param {(line: string) => void} say
 */
async function make({ name, configs }, say) {
  const begin = performance.now();
  const vite = await import("vite");
  const fresh = inRoot("dist", `.${name}-${process.pid}-new`);
  const old = inRoot("dist", `.${name}-${process.pid}-old`);
  try {
    mkdirSync(fresh, { recursive: true });
    await forUsers(async () => {
      for (const config of configs()) {
        await vite.build({
          configFile: false,
          ...config,
          logLevel: "warn",
          build: { ...config.build, outDir: fresh, emptyOutDir: false, reportCompressedSize: false },
        });
      }
    });
    replaceFolder(inRoot("dist", name), fresh, old);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  say(`Built dist/${name} in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
}

/**
 * @param {string} place
 * @param {string} fresh takes its place
 * @param {string} old where what stood there goes
 */
function replaceFolder(place, fresh, old) {
  // Somebody else may be building the same bundle and put theirs there in between; then ours follows it.
  for (let attempt = 0; ; attempt++) {
    if (existsSync(place)) renameSync(place, `${old}${attempt}`);
    try {
      renameSync(fresh, place);
      return;
    } catch (error) {
      if (attempt === 4) throw error;
    } finally {
      rmSync(`${old}${attempt}`, { recursive: true, force: true });
    }
  }
}

/**
 * Of which state of its inputs the bundle in dist/ was made.
 *
 * @param {Bundle} bundle
 */
function stampOf({ name }) {
  return inRoot("dist", `.${name}.json`);
}

/**
 * @param {Bundle} bundle
 * @returns {{ look: string, content: string } | undefined}
 */
function readStamp(bundle) {
  try {
    return JSON.parse(readFileSync(stampOf(bundle), "utf8"));
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { ensure } = await import("./ensure.mjs");
  try {
    await ensure(console.log);
    const names = process.argv.slice(2);
    await build(console.log, names.length > 0 ? names : undefined);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
