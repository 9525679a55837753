#!/usr/bin/env node
// `tandem` in a checkout: brings the build up to date and hands over to it. An installed program needs none of this.
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { build } from "../run/build.mjs";
import { ensure } from "../run/ensure.mjs";
import { inRoot, projectEnvironment, projectNode } from "../run/lib/paths.mjs";

/** Older ones lose the end of a terminal's output (node-pty) and lack parts of the language that the bundles use. */
const oldestMajor = 22;

const entry = inRoot("dist", "cli", "tandem.js");

try {
  // What this prints is no answer to the command, so it goes where it cannot be mistaken for one.
  await ensure(console.error);
  await build(console.error, ["cli", "renderer"]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(70);
}

if (Number(process.versions.node.split(".")[0]) >= oldestMajor) {
  process.argv[1] = entry;
  await import(pathToFileURL(entry).href);
} else {
  handOver();
}

/** Nothing of the command's own may be changed by standing in between: streams, signals, and how it ended. */
function handOver() {
  const child = spawn(projectNode(), [entry, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: projectEnvironment(),
  });
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCONT"];
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const forwarders = signals.map((signal) => {
    // Keys such as Ctrl-C reach the command by themselves, since the terminal signals its whole foreground group.
    const byKey = signal === "SIGINT" || signal === "SIGQUIT";
    const forward = () => {
      if (!(byKey && terminal)) child.kill(signal);
    };
    process.on(signal, forward);
    return { signal, forward };
  });
  child.on("error", (error) => {
    console.error(`Tandem could not be started: ${error.message}`);
    process.exit(70);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const each of forwarders) process.off(each.signal, each.forward);
    process.kill(process.pid, signal);
  });
}
