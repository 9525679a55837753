/**
 * Run in a terminal, `flood-target.ts FILE SOCKET`: on each `g` it has `cat` write the file, then writes the marker of
 * the end, and tells the socket when both were. Its terminal is raw (no echo), but ends lines with CR LF as always.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { invariant } from "../../../shared/base/assert.ts";
import { sharedMs } from "../harness/figures.ts";
import { endMarker, floodKey, type FloodTimes } from "../harness/flood.ts";

const [, , file, socketPath] = process.argv;
invariant(file !== undefined && socketPath !== undefined, "flood-target.ts FILE SOCKET");

const told = connect(socketPath);
await once(told, "connect");
let floods = 0;

async function flood(path: string): Promise<void> {
  const startedMs = sharedMs();
  const cat = spawn("cat", [path], { stdio: ["ignore", "inherit", "inherit"] });
  await once(cat, "exit");
  floods += 1;
  // Synchronous on a terminal: done means the kernel has taken it.
  process.stdout.write(`\n${endMarker(floods)}\n`);
  const times: FloodTimes = { startedMs, endedMs: sharedMs() };
  told.write(`${JSON.stringify(times)}\n`);
}

process.stdin.setRawMode(true);
let turn: Promise<void> = Promise.resolve();
process.stdin.on("data", (keys: Buffer) => {
  for (const key of keys.toString()) {
    if (key === floodKey) turn = turn.then(() => flood(file));
  }
});
process.stdout.write("ready\n");
