/** What the browser test runs in its page: guests made on demand, driven and watched over WebSockets. */
import { toDisposable } from "../../shared/base/disposable.ts";
import type { Clock, Logger } from "../../shared/base/ports.ts";
import { unshared } from "../../shared/channel/adapters/bytes.ts";
import type { RtcPeer } from "../../shared/channel/adapters/rtc-peer.ts";
import { webSocketChannel, webSocketOpened } from "../../shared/channel/adapters/web-socket.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { createRtcGuestPeer } from "../../renderer/transport/rtc.ts";
import { answerFlood } from "../engine/transports/rtc-flood.ts";

const clock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return toDisposable(() => clearTimeout(timer));
  },
};

const logger: Logger = {
  info: (message, fields) => console.info(message, JSON.stringify(fields)),
  warn: (message, fields) => console.warn(message, JSON.stringify(fields)),
  error: (message, fields) => console.error(message, JSON.stringify(fields)),
  with: () => logger,
};

async function openSocket(path: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${location.host}${path}`);
  socket.binaryType = "arraybuffer";
  if (!(await webSocketOpened(socket))) throw new Error(`no socket for ${path}`);
  return socket;
}

/** A guest whose signals go over a socket of its own. */
async function startGuest(id: string): Promise<{ readonly peer: RtcPeer; readonly answers: string[] }> {
  const socket = await openSocket(`/signal/${id}`);
  const answers: string[] = [];
  const peer = createRtcGuestPeer({
    iceServers: [],
    clock,
    logger,
    sendSignal: (bytes) => socket.send(unshared(bytes)),
  });
  socket.addEventListener("message", ({ data }: MessageEvent<ArrayBuffer>) => {
    answers.push(peer.handleSignal(new Uint8Array(data)));
  });
  return { peer, answers };
}

/** Everything from one channel into the other, the end included. */
function pour(from: Channel, into: Channel): void {
  const waiting: Uint8Array[] = [];
  const pump = () => {
    for (let frame = waiting[0]; frame !== undefined && into.send(frame) === "sent"; frame = waiting[0])
      waiting.shift();
  };
  from.onFrame((frame) => {
    waiting.push(frame);
    pump();
  });
  into.onDrain(pump);
  from.onClose((reason) => into.close(reason));
}

const page = {
  /** Joins the log lane to a socket that leads back to the test. */
  async bridge(id: string): Promise<string> {
    const { peer } = await startGuest(id);
    const ready = await peer.ready;
    if (!ready.ok) return ready.error;
    const { log, kind, glance } = ready.value;
    glance.onDatagram((datagram) => glance.send(datagram));
    const socket = webSocketChannel(await openSocket(`/data/${id}`), {
      clock,
      maxFrameBytes: log.maxFrameBytes,
    });
    pour(log, socket);
    pour(socket, log);
    return kind;
  },

  async answerFlood(id: string): Promise<void> {
    const { peer } = await startGuest(id);
    const ready = await peer.ready;
    if (ready.ok) answerFlood(ready.value, clock);
  },

  /** Sends numbered frames as fast as they are taken; says how often the lane was full. */
  async flood(id: string, frames: number): Promise<number> {
    const { peer } = await startGuest(id);
    const ready = await peer.ready;
    if (!ready.ok) throw new Error(ready.error);
    const { log } = ready.value;
    let full = 0;
    for (let i = 0; i < frames; ) {
      const frame = new Uint8Array(log.maxFrameBytes);
      new DataView(frame.buffer).setUint32(0, i);
      const drained = new Promise<void>((resolve) => log.onDrain(resolve));
      const result = log.send(frame);
      if (result === "closed") throw new Error("closed");
      if (result === "sent") i++;
      else {
        full++;
        await drained;
      }
    }
    log.close("left");
    return full;
  },

  /** What became of a guest that a test sends whatever it likes. */
  async outcome(id: string): Promise<{ readonly ready: string; readonly answers: readonly string[] }> {
    const { peer, answers } = await startGuest(id);
    const ready = await peer.ready;
    return { ready: ready.ok ? "ok" : ready.error, answers };
  },
};

export type TestPage = typeof page;

declare global {
  interface Window {
    testPage: TestPage;
  }
}

window.testPage = page;
