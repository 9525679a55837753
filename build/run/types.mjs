import { runNode } from "./lib/processes.mjs";

/** One project for each kind of place where code runs, the longest first: it sees only the names that exist there. */
const projects = [
  "tests",
  "renderer",
  "electron",
  "shared",
  "signaling-server",
  "electron/shell/tsconfig.preload.json",
  "build",
];

let failed = 0;
const queue = [...projects];
// The compiler uses several threads by itself; two at a time keep both cores busy during its sequential parts.
await Promise.all([checkNext(), checkNext()]);
if (failed > 0) process.exitCode = 1;

async function checkNext() {
  for (let project = queue.shift(); project !== undefined; project = queue.shift()) {
    const { code, output } = await runNode(["node_modules/typescript/bin/tsc", "--noEmit", "-p", project]);
    if (code === 0) continue;
    failed++;
    console.error(`${project}\n${output}`);
  }
}
