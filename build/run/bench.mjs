import { build } from "./build.mjs";
import { ensure } from "./ensure.mjs";
import { runNode } from "./lib/processes.mjs";

try {
  await ensure(console.log);
  await build(console.log);
  const { code } = await runNode(["tests/bench/main.ts", ...process.argv.slice(2)], { inherit: true });
  process.exitCode = code;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
