/**
 * Run in a terminal, `flood-target.ts FILE SOCKET`: on each `g` it has `cat` write the file, tells the
 * socket when that was, and writes the marker of the end. Its terminal is raw (no echo), but ends lines with CR LF as always.
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
  const times: FloodTimes = { startedMs, endedMs: sharedMs() };
  // Told before the marker is written: whoever waits for the marker may end this process at once.
  await new Promise((resolve) => told.write(`${JSON.stringify(times)}\n`, resolve));
  process.stdout.write(`\n${endMarker(floods)}\n`);
}

process.stdin.setRawMode(true);
let turn: Promise<void> = Promise.resolve();
process.stdin.on("data", (keys: Buffer) => {
  for (const key of keys.toString()) {
    if (key === floodKey) turn = turn.then(() => flood(file));
  }
});
process.stdout.write("ready\n");
