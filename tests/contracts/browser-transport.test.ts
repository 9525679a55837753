import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { fromUtf8, utf8 } from "../../shared/base/bytes.ts";
import { toFrame } from "../../shared/channel/adapters/bytes.ts";
import type { RtcPeer } from "../../shared/channel/adapters/rtc-peer.ts";
import { webSocketChannel } from "../../shared/channel/adapters/web-socket.ts";
import { createRtcHostPeer } from "../../electron/engine/transports/rtc/rtc-peer.ts";
import { channelContract } from "./channel.ts";
import { flood } from "../engine/transports/rtc-flood.ts";
import { closed, createKeptLog, lanesOf, realClock } from "../engine/transports/rtc-support.ts";
import { launchBrowser } from "../support/browser.ts";
import { count } from "../support/counts.ts";

let server: Server;
let sockets: WebSocketServer;
let browser: Browser;
let page: Page;
const pageErrors: string[] = [];
const arrivals = new Map<string, (socket: WebSocket) => void>();
const hosts: RtcPeer[] = [];
let lastId = 0;

/** The socket that the page opens under this path. */
function arrival(path: string): Promise<WebSocket> {
  return new Promise((resolve) => arrivals.set(path, resolve));
}

beforeAll(async () => {
  const script = await bundle();
  server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : '<!doctype html><title>guest</title><script src="/page.js"></script>');
  });
  sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => arrivals.get(request.url ?? "")?.(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on("pageerror", (error) => pageErrors.push(error.message));
  await page.goto(`http://127.0.0.1:${port}/`);
});

afterEach(() => {
  for (const host of hosts.splice(0)) host.dispose();
  expect(pageErrors.splice(0), "nothing in the page throws").toEqual([]);
});

afterAll(async () => {
  await browser.close();
  sockets.close();
  await new Promise((resolve) => server.close(resolve));
});

/** One classic script, as the page's own build makes it. */
async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL("./browser-transport-page.ts", import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: false, lib: { entry, formats: ["iife"], name: "tandemTest" } },
  });
  const outputs = Array.isArray(built) ? built : [built];
  for (const each of outputs) if ("output" in each) return each.output[0].code;
  throw new Error("the page could not be built");
}

/** A host whose signals reach the guest of this id in the page. */
function startHost(id: string): RtcPeer {
  const log = createKeptLog();
  const unsent: Uint8Array[] = [];
  let socket: WebSocket | undefined;
  const host = createRtcHostPeer({
    iceServers: [],
    clock: realClock,
    logger: log.logger,
    sendSignal: (bytes) => (socket === undefined ? unsent.push(bytes) : socket.send(bytes)),
  });
  hosts.push(host);
  void arrival(`/signal/${id}`).then((arrived) => {
    socket = arrived;
    for (const bytes of unsent.splice(0)) arrived.send(bytes);
    arrived.on("message", (data) => host.handleSignal(toFrame(data) ?? new Uint8Array()));
  });
  return host;
}

async function connectBridge() {
  const id = `guest-${++lastId}`;
  const data = arrival(`/data/${id}`);
  const host = startHost(id);
  const kind = page.evaluate((name) => window.testPage.bridge(name), id);
  const lanes = await lanesOf(host);
  const far = webSocketChannel(await data, { clock: realClock, maxFrameBytes: lanes.log.maxFrameBytes });
  return { id, host, lanes, far, kind: await kind };
}

// The far end is a test's WebSocket to the page, which joins it to the guest's log lane: two adapters in a real browser.
channelContract("a peer connection of a host to a page, and the page's WebSocket", async () => {
  const { host, lanes, far } = await connectBridge();
  return { a: lanes.log, b: far, cut: () => host.dispose("lost"), dispose: () => host.dispose() };
});

describe("a guest in a browser", () => {
  test("meets the host directly and is told so; glances go both ways", async () => {
    const { lanes, kind } = await connectBridge();
    expect([lanes.kind, kind]).toEqual(["direct", "direct"]);
    const echoed = new Promise<Uint8Array>((resolve) => lanes.glance.onDatagram(resolve));
    lanes.glance.send(utf8("cursor"));
    expect(fromUtf8(await echoed)).toBe("cursor");
  });

  test("sends no faster than its lane takes, loses nothing, and its last frames arrive before its goodbye", async () => {
    const id = `guest-${++lastId}`;
    const frames = count(2_000, 50_000);
    const host = startHost(id);
    const full = page.evaluate(([name, many]) => window.testPage.flood(name, many), [id, frames] as const);
    const { log } = await lanesOf(host);
    const numbers: number[] = [];
    log.onFrame((frame) => numbers.push(new DataView(frame.buffer, frame.byteOffset).getUint32(0)));
    expect(await closed(log)).toBe("left");
    expect(numbers).toEqual(Array.from({ length: frames }, (_, i) => i));
    expect(await full).toBeGreaterThan(0);
  });

  test("hears the call lane quickly while the log lane is flooded", async () => {
    const id = `guest-${++lastId}`;
    const host = startHost(id);
    await page.evaluate((name) => window.testPage.answerFlood(name), id);
    const totalBytes = count(20, 200) * 1_048_576;
    const measured = await flood(await lanesOf(host), totalBytes, realClock);
    console.log(`to Chromium: ${measured.text}`);
    expect(measured.ackedBytes).toBe(totalBytes);
    expect(measured.mostUnderWayBytes).toBeLessThanOrEqual(measured.largestWindowBytes);
  });

  test("whose page is closed without a word is lost to the host, which goes on sending until then", {
    timeout: 60_000,
  }, async () => {
    const other = await browser.newPage();
    await other.goto(page.url());
    const id = `guest-${++lastId}`;
    const host = startHost(id);
    await other.evaluate((name) => window.testPage.answerFlood(name), id);
    const { log } = await lanesOf(host);
    const end = closed(log);
    const startedMs = performance.now();
    await other.close();
    while (log.send(new Uint8Array(1_000)) === "sent");
    expect(await end).toBe("lost");
    console.log(`a closed page: noticed after ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
  });

  const offer = (attempt: string, lines = "") => ({
    type: "description",
    attempt,
    kind: "offer",
    sdp: `v=0\r\n${lines}a=ice-ufrag:${attempt}\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n`,
  });
  const hostile: Readonly<Record<string, readonly [signals: readonly unknown[], ready: string]>> = {
    "no signal at all": [["hello"], "bad-signal"],
    "an offer with sound": [[offer("abcd", "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n")], "bad-signal"],
    "offers that no browser takes": [[offer("abcd"), offer("efgh")], "no-route"],
  };
  for (const [what, [signals, ready]] of Object.entries(hostile)) {
    test(`[P5] survives ${what} from the host`, async () => {
      const id = `guest-${++lastId}`;
      const arrived = arrival(`/signal/${id}`);
      const outcome = page.evaluate((name) => window.testPage.outcome(name), id);
      const socket = await arrived;
      for (const signal of signals) socket.send(utf8(JSON.stringify(signal)));
      expect(await outcome).toEqual({
        ready,
        answers: signals.map((_, i) =>
          ready === "bad-signal" && i === signals.length - 1 ? "protocol-error" : "taken",
        ),
      });
    });
  }
});
