import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createRtcHostPeer } from "../../../electron/engine/transports/rtc/rtc-peer.ts";
import type { RtcLanes } from "../../../shared/channel/adapters/rtc-lanes.ts";
import { createSendWindow } from "../../../shared/channel/window.ts";
import { count } from "../../support/counts.ts";
import { callFrames, type FromChild, type ToChild } from "./rtc-child-protocol.ts";
import { closed, createKeptLog, lanesOf, realClock } from "./rtc-support.ts";

function start(script: string, ...args: string[]): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return fork(path, args, { serialization: "advanced", stdio: ["ignore", "pipe", "inherit", "ipc"] });
}

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

  test("a flood on the log lane, in frames and under a window, leaves the call lane quick", async () => {
    const { exit, host, lanes } = await startGuest();
    const totalBytes = count(20, 400) * 1_048_576;
    const measured = await flood(lanes, totalBytes);
    console.log(
      `flood of ${totalBytes / 1_048_576} MiB: ${measured.mbPerS.toFixed(1)} MB/s, call round trip p50 ` +
        `${measured.p50Ms.toFixed(2)} ms, p99 ${measured.p99Ms.toFixed(2)} ms, max ${measured.maxMs.toFixed(1)} ms ` +
        `in ${measured.pings} pings, window ${measured.windowBytes} bytes`,
    );
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
    let printed = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    expect(await ended(child)).toEqual({ code: 0, signal: null });
    console.log(`${pairs} pairs in one process: ${printed.trim()}`);
    expect(JSON.parse(printed)).toMatchObject({ received: pairs });
  });

  test("may exit while they are open", async () => {
    expect(await ended(start("./rtc-exit-child.ts"))).toEqual({ code: 7, signal: null });
  });
});

/** Messages of 64 KiB, cut into frames, as fast as window and lane take them; pings on the call lane meanwhile. */
async function flood({ log, call }: RtcLanes, totalBytes: number) {
  const window = createSendWindow({ clock: realClock });
  const messageBytes = 65_536;
  const roundTripsMs: number[] = [];
  let sentBytes = 0;
  let ackedBytes = 0;
  let mostUnderWayBytes = 0;
  let largestWindowBytes = 0;
  const startedMs = performance.now();

  await new Promise<void>((resolve, reject) => {
    const pump = () => {
      while (sentBytes < totalBytes) {
        const leftOfMessage = messageBytes - (sentBytes % messageBytes);
        const bytes = Math.min(log.maxFrameBytes, leftOfMessage, totalBytes - sentBytes);
        if (!window.canSend(bytes) || log.send(new Uint8Array(bytes)) !== "sent") return;
        window.noteSent(bytes);
        sentBytes += bytes;
        mostUnderWayBytes = Math.max(mostUnderWayBytes, window.underWayBytes);
        largestWindowBytes = Math.max(largestWindowBytes, window.windowBytes);
      }
    };
    const ping = () => {
      const frame = new Uint8Array(9);
      frame[0] = callFrames.ping;
      new DataView(frame.buffer).setFloat64(1, performance.now());
      call.send(frame);
    };
    log.onDrain(pump);
    call.onClose((reason) => reject(new Error(`closed: ${reason}`)));
    call.onFrame((frame) => {
      const value = new DataView(frame.buffer, frame.byteOffset).getFloat64(1);
      if (frame[0] === callFrames.ping) {
        roundTripsMs.push(performance.now() - value);
        if (ackedBytes < totalBytes) setTimeout(ping, 2);
      } else if (window.noteAcked(value)) {
        ackedBytes = value;
        if (ackedBytes === totalBytes) resolve();
        else pump();
      } else reject(new Error(`an impossible acknowledgement of ${value}`));
    });
    ping();
    pump();
  });

  const seconds = (performance.now() - startedMs) / 1_000;
  roundTripsMs.sort((a, b) => a - b);
  const at = (part: number) => roundTripsMs[Math.floor((roundTripsMs.length - 1) * part)] ?? Number.NaN;
  return {
    ackedBytes,
    mostUnderWayBytes,
    largestWindowBytes,
    windowBytes: window.windowBytes,
    mbPerS: totalBytes / 1_000_000 / seconds,
    pings: roundTripsMs.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
  };
}
