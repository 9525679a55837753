import { afterEach, describe, expect, test } from "vitest";
import { systemRandom } from "../../electron/engine/ports.ts";
import { toBase64url } from "../../shared/base/bytes.ts";
import { closeCodeOf } from "../../shared/signaling/close-codes.ts";
import { guestPath, hostPath } from "../../shared/signaling/messages.ts";
import { encodeStreamFrame } from "../../shared/signaling/stream-frames.ts";
import { numbered, receive } from "../contracts/channel.ts";
import {
  closeAll,
  linkWithDoor,
  nextStream,
  openGuest,
  openRaw,
  openRawHost,
  startLine,
  startServer,
} from "./support.ts";
import type { SignalingLimits } from "../../signaling-server/limits.ts";

afterEach(closeAll);

const mebibyte = 1_048_576;

/** A host by hand with one open guest by hand. */
async function introduceRaw(limits: Partial<SignalingLimits> = {}) {
  const server = await startServer({ limits });
  const host = await openRawHost(server.url);
  await host.next();
  const way = linkWithDoor();
  host.say({ type: "link.publish", request: 1, ...way.link });
  await host.next();
  const enter = async () => {
    const guest = await openRaw(server.url, guestPath);
    guest.say({ type: "open", link: way.link.link, door: toBase64url(way.door) });
    const opened = await host.next();
    await guest.next();
    return { guest, stream: (opened as { stream: number }).stream };
  };
  return { server, host, way, enter };
}

describe("a stream's budget", () => {
  test("[G3] ends a stream whose guest sends more than it may, and only that one", async () => {
    const { host, enter } = await introduceRaw({ streamBurstBytes: 300_000, streamBytesPerSecond: 1 });
    const [greedy, modest] = [await enter(), await enter()];
    for (let i = 0; i < 8; i++) greedy.guest.socket.send(new Uint8Array(50_000));
    expect(await greedy.guest.closed).toBe(closeCodeOf("over-budget"));
    let frames = 0;
    let last = await host.next();
    for (; last instanceof Uint8Array; last = await host.next()) frames += 1;
    expect(frames).toBe(5);
    expect(last).toEqual({ type: "stream.closed", stream: greedy.stream, reason: "over-budget" });
    modest.guest.socket.send(new Uint8Array([1, 2, 3]));
    expect(await host.next()).toEqual(encodeStreamFrame(modest.stream, new Uint8Array([1, 2, 3])));
  });

  test("[G3] ends a stream whose host sends more than it may, and only that one", async () => {
    const { host, enter } = await introduceRaw({ streamBurstBytes: 300_000, streamBytesPerSecond: 1 });
    const [greedy, modest] = [await enter(), await enter()];
    for (let i = 0; i < 8; i++) host.socket.send(encodeStreamFrame(greedy.stream, new Uint8Array(50_000)));
    host.socket.send(encodeStreamFrame(modest.stream, new Uint8Array([4])));
    expect(await greedy.guest.closed).toBe(closeCodeOf("over-budget"));
    expect(await host.next()).toEqual({
      type: "stream.closed",
      stream: greedy.stream,
      reason: "over-budget",
    });
    expect(await modest.guest.next()).toEqual(new Uint8Array([4]));
  });

  test("[G3] counts frames too: empty ones are not free", async () => {
    const { enter } = await introduceRaw({ streamBurstBytes: 300_000, streamBytesPerSecond: 1 });
    const { guest } = await enter();
    for (let i = 0; i < 1_300; i++) guest.socket.send(new Uint8Array(0));
    expect(await guest.closed).toBe(closeCodeOf("over-budget"));
  });

  test("[G3] is not what a host uses up by closing the streams of whoever comes again and again", async () => {
    const { host, way, enter } = await introduceRaw({ requestsBurst: 5, requestsPerSecond: 1 });
    for (let times = 0; times < 20; times++) {
      const { guest, stream } = await enter();
      host.say({ type: "stream.close", stream, reason: "rate-limited" });
      expect(await guest.closed).toBe(closeCodeOf("rate-limited"));
    }
    host.say({ type: "link.withdraw", request: 2, link: way.link.link });
    expect(await host.next()).toEqual({ type: "done", request: 2 });
  });

  test("[G3] counts pings", async () => {
    const { enter } = await introduceRaw({ streamBurstBytes: 300_000, streamBytesPerSecond: 1 });
    const { guest } = await enter();
    // One after the other: a heap of them is cut off by `ws` itself.
    guest.socket.on("pong", () => guest.socket.ping());
    guest.socket.ping();
    expect(await guest.closed).toBe(closeCodeOf("over-budget"));
  });

  test("is kept to by our own ends: who sends as fast as it is let is slowed down, never cut off", async () => {
    const server = await startServer({
      limits: { streamBurstBytes: mebibyte, streamBytesPerSecond: 4 * mebibyte },
    });
    const line = startLine(server.url);
    const { link, door } = linkWithDoor();
    await line.publish(link, 10_000);
    const arriving = nextStream(line);
    const entered = await openGuest(server.url, link.link, door);
    if (!entered.ok) throw new Error(entered.error);
    const { channel } = await arriving;
    const frames = 64;
    const flood = async (from: typeof channel, to: typeof channel) => {
      const received = receive(to);
      for (let i = 0; i < frames; ) {
        const drained = new Promise<void>((resolve) => {
          const listening = from.onDrain(() => {
            listening.dispose();
            resolve();
          });
        });
        const result = from.send(numbered(i, 60_000));
        if (result === "sent") i += 1;
        else if (result === "full") await drained;
        else throw new Error("cut off");
      }
      await received.count(frames);
      expect(received.reasons).toEqual([]);
    };
    await Promise.all([flood(channel, entered.value), flood(entered.value, channel)]);
  });
});

describe("a slow receiver", () => {
  const limits = { streamQueueBytes: mebibyte, streamBurstBytes: 64 * mebibyte };

  test("[G3] among guests loses its own stream, and no other of that host waits for it", async () => {
    const { host, enter } = await introduceRaw(limits);
    const [slow, quick] = [await enter(), await enter()];
    slow.guest.socket.pause();
    const payload = new Uint8Array(60_000);
    // The kernel takes some MB on its way; everything beyond stays with the server.
    for (let i = 0; i < 500; i++) {
      host.socket.send(encodeStreamFrame(slow.stream, payload));
      host.socket.send(encodeStreamFrame(quick.stream, numbered(i, 4)));
    }
    for (let i = 0; i < 500; i++) expect(await quick.guest.next()).toEqual(numbered(i, 4));
    expect(await host.next()).toEqual({ type: "stream.closed", stream: slow.stream, reason: "too-slow" });
  });

  test("[G3] that is a host loses the streams it does not take, and the server keeps no more for it than it may", async () => {
    const { server, host, enter } = await introduceRaw({
      ...limits,
      linePendingBytes: 3 * mebibyte,
      heartbeatMs: 60_000,
    });
    const guests = [await enter(), await enter(), await enter(), await enter(), await enter()];
    host.socket.pause();
    const payload = new Uint8Array(60_000);
    const closes = guests.map(({ guest }) => {
      for (let i = 0; i < 400; i++) guest.socket.send(payload);
      return guest.closed;
    });
    const codes = await Promise.all(closes);
    const expected = [closeCodeOf("too-slow"), closeCodeOf("lost")];
    expect(codes.filter((code) => !expected.includes(code))).toEqual([]);
    expect(codes).toContain(closeCodeOf("too-slow"));
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test("[G3] that is a host is not kept waiting, nor cut off, for what came on streams that it has closed", async () => {
    const { host, way, enter } = await introduceRaw({
      ...limits,
      linePendingBytes: 3 * mebibyte,
      heartbeatMs: 60_000,
    });
    const guests = [];
    for (let count = 0; count < 24; count++) guests.push(await enter());
    host.socket.pause();
    for (const { guest, stream } of guests) {
      for (let i = 0; i < 15; i++) guest.socket.send(new Uint8Array(60_000));
      // Answered once the server has taken in what was sent before.
      guest.socket.ping();
      await new Promise((resolve) => guest.socket.once("pong", resolve));
      host.say({ type: "stream.close", stream });
      expect(await guest.closed).toBe(closeCodeOf("left"));
    }
    host.socket.resume();
    host.say({ type: "link.withdraw", request: 2, link: way.link.link });
    let last = await host.next();
    while (last instanceof Uint8Array) last = await host.next();
    expect(last).toEqual({ type: "done", request: 2 });
  });

  test("[G3] is cut off without its share when everything together waits for too much", async () => {
    const { host, enter } = await introduceRaw({
      ...limits,
      streamQueueBytes: 64 * mebibyte,
      allQueuesBytes: 2 * mebibyte,
    });
    const slow = await enter();
    const quick = await enter();
    slow.guest.socket.pause();
    const payload = new Uint8Array(60_000);
    for (let i = 0; i < 500; i++) host.socket.send(encodeStreamFrame(slow.stream, payload));
    expect(await host.next()).toEqual({ type: "stream.closed", stream: slow.stream, reason: "too-slow" });
    host.socket.send(encodeStreamFrame(quick.stream, payload));
    expect(await quick.guest.next()).toEqual(payload);
  });
});

describe("who fails too often", () => {
  test("is not listened to any more at the door, with or without a valid one; hosts and the page still are", async () => {
    const server = await startServer({ limits: { failures: 5 } });
    const line = startLine(server.url);
    const { link, door } = linkWithDoor();
    await line.publish(link, 10_000);
    line.onStream(() => {});
    for (let i = 0; i < 5; i++) {
      expect(await openGuest(server.url, link.link, systemRandom.bytes(32))).toMatchObject({
        error: "unknown-link",
      });
    }
    for (const presented of [systemRandom.bytes(32), door]) {
      expect(await openGuest(server.url, link.link, presented)).toEqual({ ok: false, error: "rate-limited" });
    }
    expect(await startLine(server.url).publish(linkWithDoor().link, 10_000)).toMatchObject({ ok: true });
    expect((await fetch(`${server.url}/j/${link.link}`)).status).toBe(200);
  });

  test("is counted for failures only: a valid door never counts, nor do pages", async () => {
    const server = await startServer({ limits: { failures: 3 } });
    const line = startLine(server.url);
    const { link, door } = linkWithDoor();
    await line.publish(link, 10_000);
    line.onStream(() => {});
    for (let i = 0; i < 20; i++) {
      const entered = await openGuest(server.url, link.link, door);
      expect(entered.ok).toBe(true);
      expect((await fetch(`${server.url}/nothing`)).status).toBe(404);
      if (entered.ok) entered.value.close("left");
    }
  });

  test("is told apart by the address the proxy saw, not by what the client made up", async () => {
    const server = await startServer({ trustProxy: true, limits: { failures: 2 } });
    const line = startLine(server.url);
    const { link, door } = linkWithDoor();
    await line.publish(link, 10_000);
    const arriving = nextStream(line);
    const from = (forwarded: string) => ({ "X-Forwarded-For": forwarded });
    const wrong = systemRandom.bytes(32);
    for (const made of ["10.0.0.1", "10.0.0.2"]) {
      await openGuest(server.url, link.link, wrong, from(`${made}, 203.0.113.9`));
    }
    const limited = await openGuest(server.url, link.link, door, from("10.0.0.3, 203.0.113.9"));
    expect(limited).toEqual({ ok: false, error: "rate-limited" });
    expect((await openGuest(server.url, link.link, door, from("203.0.113.9, 203.0.113.10"))).ok).toBe(true);
    expect((await arriving).address).toBe("203.0.113.10");
  });

  test("as a host, by proofs that are none, is sent away before it is asked for one", async () => {
    const server = await startServer({ limits: { failures: 2 } });
    for (let i = 0; i < 2; i++) {
      const liar = await openRawHost(server.url, { origin: "https://elsewhere.example" });
      await liar.closed;
    }
    const again = await openRaw(server.url, hostPath);
    expect(await again.closed).toBe(closeCodeOf("rate-limited"));
  });

  test("with the interface over HTTP gets 429 and how long to wait", async () => {
    const { url } = await startServer({ limits: { failures: 2 } });
    for (let i = 0; i < 2; i++) expect((await fetch(`${url}/api/v1/nothing`)).status).toBe(404);
    const limited = await fetch(`${url}/api/v1/nothing`);
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(800);
    expect(await limited.json()).toMatchObject({ error: "TooManyRequests", code: "RATE_LIMITED" });
  });
});

describe("the server's room", () => {
  test("is shared: so many may wait at the door from one address", async () => {
    const { url } = await startServer({ limits: { waitingPerAddress: 3 } });
    const waiting = [];
    for (let i = 0; i < 3; i++) waiting.push(await openRaw(url, guestPath));
    const fourth = await openRaw(url, guestPath);
    expect(await fourth.closed).toBe(closeCodeOf("rate-limited"));
    for (const { socket } of waiting) expect(socket.readyState).toBe(socket.OPEN);
  });

  test("is finite: past so many guests the upgrade is refused", async () => {
    const { url } = await startServer({ limits: { guests: 2 } });
    await openRaw(url, guestPath);
    await openRaw(url, guestPath);
    await expect(openRaw(url, guestPath)).rejects.toThrow("503");
  });

  test("is finite for each host: past so many streams a guest is asked to come later", async () => {
    const server = await startServer({ limits: { streamsPerHost: 2 } });
    const line = startLine(server.url);
    const { link, door } = linkWithDoor();
    await line.publish(link, 10_000);
    line.onStream(() => {});
    const first = await openGuest(server.url, link.link, door);
    expect((await openGuest(server.url, link.link, door)).ok).toBe(true);
    expect(await openGuest(server.url, link.link, door)).toEqual({ ok: false, error: "rate-limited" });
    if (first.ok) first.value.close("left");
    let again = await openGuest(server.url, link.link, door);
    while (!again.ok) again = await openGuest(server.url, link.link, door);
    expect(again.ok).toBe(true);
  });

  test("is not kept by the dead: a guest that answers no ping is forgotten, and its host told", async () => {
    const { host, enter } = await introduceRaw({ heartbeatMs: 1_500 });
    const { guest, stream } = await enter();
    guest.socket.pause();
    expect(await host.next()).toEqual({ type: "stream.closed", stream, reason: "lost" });
  });
});
