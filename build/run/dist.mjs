import { build } from "./build.mjs";
import { ensure } from "./ensure.mjs";
import { runNode } from "./lib/processes.mjs";

/** Installers into release/, for this system unless the arguments of electron-builder say otherwise. */
try {
  await ensure(console.log);
  await build(console.log);
  const script = /** @type {const} */ (["node_modules/electron-builder/cli.js", "--publish", "never"]);
  const { code } = await runNode([...script, ...process.argv.slice(2)], { inherit: true });
  process.exitCode = code;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
