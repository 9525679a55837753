/** The parts alone, for comparison. Answers the calls of harness/bare-calls.ts. */
import { spawn } from "node-pty";
import { invariant } from "../../../shared/base/assert.ts";
import { bareCalls } from "../harness/bare-calls.ts";
import { serveCalls } from "../harness/calls.ts";
import { sharedMs } from "../harness/figures.ts";
import { createTerminal, screenSize } from "../harness/looks.ts";
import { type BareChannel, openBareChannel } from "./bare-channel.ts";

let channel: BareChannel | undefined;
let trips: { readonly timer: NodeJS.Timeout; readonly tripsMs: number[] } | undefined;

/** `encoding: null` makes it hand over buffers, whatever its types say. */
function openPty([file = "", ...args]: readonly string[], onBytes: (bytes: Buffer) => void) {
  const pty = spawn(file, args, { ...screenSize, encoding: null });
  pty.onData((data: string | Buffer) => onBytes(Buffer.isBuffer(data) ? data : Buffer.from(data)));
  return pty;
}

async function typeEchoes(keys: string, pauseMs: number): Promise<number[]> {
  let onBytes: (bytes: Buffer) => void = () => {};
  const pty = openPty(["cat"], (bytes) => onBytes(bytes));
  const echoesMs: number[] = [];
  for (const key of keys) {
    const pressedMs = sharedMs();
    await new Promise<void>((resolve) => {
      onBytes = (bytes) => bytes.includes(key) && resolve();
      pty.write(key);
    });
    echoesMs.push(sharedMs() - pressedMs);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  pty.kill();
  return echoesMs;
}

/** Bytes that may wait for the terminal before the reading pauses: a usual terminal's. */
const highMarkBytes = 1_048_576;

async function flood(input: { argv: string[]; key: string; end: string; terminal: boolean }) {
  const terminal = input.terminal ? createTerminal() : undefined;
  let bytes = 0;
  let waitingBytes = 0;
  let tail = Buffer.alloc(0);
  let startedMs = 0;
  let shownAtMs = 0;
  let resolveReady: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    resolveReady = resolve;
  });
  let resolveEnd: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    resolveEnd = resolve;
  });

  const pty = openPty(input.argv, (chunk) => {
    resolveReady();
    bytes += chunk.length;
    tail = Buffer.concat([tail, chunk.subarray(-64)]).subarray(-64);
    const isEnd = tail.includes(input.end);
    if (terminal === undefined) return isEnd && resolveEnd();
    waitingBytes += chunk.length;
    if (waitingBytes > highMarkBytes) pty.pause();
    terminal.write(chunk, () => {
      waitingBytes -= chunk.length;
      if (waitingBytes < highMarkBytes / 2) pty.resume();
      shownAtMs = sharedMs();
      if (isEnd) resolveEnd();
    });
  });
  const gone = new Promise<never>((_resolve, reject) => {
    pty.onExit(({ exitCode, signal }) =>
      reject(new Error(`the target ended (${exitCode}, ${signal}) after ${bytes} bytes: ${tail.toString()}`)),
    );
  });
  await Promise.race([ready, gone]);
  startedMs = sharedMs();
  pty.write(input.key);
  await Promise.race([ended, gone]);
  gone.catch(() => {});
  const tookMs = sharedMs() - startedMs;
  pty.kill();
  terminal?.dispose();
  return { tookMs, shownAtMs, bytes };
}

serveCalls(bareCalls, {
  typeEchoes: async ({ keys, pauseMs }) => ({ echoesMs: await typeEchoes(keys, pauseMs) }),
  flood,
  async offer() {
    channel = openBareChannel("offer");
    return { sdp: await channel.description };
  },
  async answer({ sdp }) {
    channel = openBareChannel("answer", sdp);
    channel.onMessage((message) => channel?.send(message));
    return { sdp: await channel.description };
  },
  async accept({ sdp }) {
    await channel?.accept(sdp);
    return null;
  },
  startTrips({ bytes, everyMs }) {
    invariant(channel !== undefined, "the channel was opened");
    const line = channel;
    const tripsMs: number[] = [];
    const sentMs: number[] = [];
    line.onMessage(() => tripsMs.push(sharedMs() - (sentMs.shift() ?? Number.NaN)));
    const message = Buffer.alloc(bytes, 1);
    const timer = setInterval(() => {
      sentMs.push(sharedMs());
      line.send(message);
    }, everyMs);
    trips = { timer, tripsMs };
    return null;
  },
  stopTrips() {
    clearInterval(trips?.timer);
    return { tripsMs: trips?.tripsMs ?? [] };
  },
});
