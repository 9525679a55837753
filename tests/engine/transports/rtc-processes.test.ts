import { type ChildProcess, fork } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { createRtcHostPeer } from "../../../electron/engine/transports/rtc/rtc-peer.ts";
import { count } from "../../support/counts.ts";
import type { FromChild, ToChild } from "./rtc-child-protocol.ts";
import { flood } from "./rtc-flood.ts";
import { closed, createKeptLog, lanesOf, realClock } from "./rtc-support.ts";

function start(script: string, ...args: string[]): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = fork(path, args, { serialization: "advanced", stdio: ["ignore", "pipe", "inherit", "ipc"] });
  children.push(child);
  return child;
}

function printedBy({ stdout }: ChildProcess): Promise<string> {
  return stdout === null ? Promise.resolve("") : text(stdout);
}

/** Those that a failed test left behind, a stopped one among them. */
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
});

function ended(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  return new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
}

/** A host here, a guest in a process of its own, with open lanes at both. */
async function startGuest() {
  const child = start("./rtc-guest-child.ts");
  const exit = ended(child);
  const told: FromChild[] = [];
  const tell = (message: ToChild) => child.connected && child.send(message);
  const host = createRtcHostPeer({
    iceServers: [],
    clock: realClock,
    logger: createKeptLog().logger,
    bindAddress: "127.0.0.1",
    sendSignal: (signal) => tell({ signal }),
  });
  const ready = new Promise<void>((resolve) => {
    child.on("message", (message: FromChild) => {
      told.push(message);
      if ("signal" in message) host.handleSignal(message.signal);
      if ("ready" in message) resolve();
    });
  });
  const [lanes] = await Promise.all([lanesOf(host), ready]);
  return { child, exit, host, lanes, told, tell };
}

describe("a host and a guest in two processes", () => {
  test("meet, part with a reason, and the guest's process ends by itself", async () => {
    const { exit, host, told } = await startGuest();
    host.dispose("ended");
    expect(await exit).toEqual({ code: 0, signal: null });
    expect(told).toContainEqual({ closed: "ended" });
  });

  test("part when the guest leaves", async () => {
    const { exit, lanes, tell } = await startGuest();
    const ends = Promise.all([closed(lanes.log), closed(lanes.call)]);
    tell({ close: "left" });
    expect(await ends).toEqual(["left", "left"]);
    expect(await exit).toEqual({ code: 0, signal: null });
  });

  // Nothing tells of a process that is stopped or killed: ICE notices by itself after 13 s or so.
  test.concurrent.each(["SIGSTOP", "SIGKILL"] as const)(
    "a guest that ends with %s is lost to the host, which goes on sending until then",
    { timeout: 60_000 },
    async (signal) => {
      const { child, exit, lanes } = await startGuest();
      const startedMs = performance.now();
      const ends = Promise.all([closed(lanes.log), closed(lanes.call)]);
      child.kill(signal);
      const frame = new Uint8Array(1_000);
      while (lanes.log.send(frame) === "sent");
      expect(await ends).toEqual(["lost", "lost"]);
      console.log(`${signal}: noticed after ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
      expect(lanes.log.send(frame)).toBe("closed");
      child.kill("SIGKILL");
      expect(await exit).toEqual({ code: null, signal: "SIGKILL" });
    },
  );

  test("[F1] a flood on the log lane, in frames and under a window, leaves the call lane quick", async () => {
    const { exit, host, lanes } = await startGuest();
    const totalBytes = count(20, 400) * 1_048_576;
    const measured = await flood(lanes, totalBytes, realClock);
    console.log(`to a native guest: ${measured.text}`);
    expect(measured.ackedBytes).toBe(totalBytes);
    expect(measured.mostUnderWayBytes).toBeLessThanOrEqual(measured.largestWindowBytes);
    host.dispose("ended");
    expect(await exit).toEqual({ code: 0, signal: null });
  });
});

describe("a process with peers", () => {
  test("holds fifty pairs at once, and ends by itself when all are gone", async () => {
    const pairs = count(50, 100);
    const child = start("./rtc-crowd-child.ts", String(pairs));
    const printed = printedBy(child);
    expect(await ended(child)).toEqual({ code: 0, signal: null });
    console.log(`${pairs} pairs in one process: ${(await printed).trim()}`);
    expect(JSON.parse(await printed)).toMatchObject({ received: pairs });
  });

  test("may exit while they are open", async () => {
    expect(await ended(start("./rtc-exit-child.ts"))).toEqual({ code: 5, signal: null });
  });

  test("may exit in the moment in which a far end has gone", async () => {
    const child = start("./rtc-gone-child.ts");
    const printed = printedBy(child);
    expect(await ended(child)).toEqual({ code: 5, signal: null });
    expect(await printed).toBe("cleaned up");
  });
});
