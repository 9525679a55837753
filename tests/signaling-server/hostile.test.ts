import { randomBytes, randomInt } from "node:crypto";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { toBase64url } from "../../shared/base/bytes.ts";
import { closeCodeOf } from "../../shared/signaling/close-codes.ts";
import { guestPath, hostPath } from "../../shared/signaling/messages.ts";
import { encodeStreamFrame, maxStreamFrameBytes } from "../../shared/signaling/stream-frames.ts";
import { numbered, receive } from "../contracts/channel.ts";
import { createLink } from "../contracts/store.ts";
import { count } from "../support/counts.ts";
import {
  closeAll,
  crypto,
  hello,
  linkWithDoor,
  nextStream,
  openGuest,
  openRaw,
  openRawHost,
  startLine,
  startServer,
} from "./support.ts";

afterEach(closeAll);

const protocolError = closeCodeOf("protocol-error");
const open = ({ link, door }: ReturnType<typeof linkWithDoor>) => ({
  type: "open",
  link: link.link,
  door: toBase64url(door),
});

describe("a host's proof", () => {
  test("[G5] is good for the nonce it was made for and no other", async () => {
    const { url } = await startServer();
    const identity = crypto.createEd25519();
    const first = await openRaw(url, hostPath);
    const proof = hello(await first.next(), identity, url);
    const second = await openRaw(url, hostPath);
    await second.next();
    second.say(proof);
    expect(await second.closed).toBe(closeCodeOf("authentication-failed"));
    first.say(proof);
    expect(await first.next()).toMatchObject({ type: "welcome" });
  });

  test("[G5] is good for the origin the host dialled and no other server", async () => {
    const { url, port } = await startServer({ publicUrl: "https://tandem.example" });
    expect(url).toBe("https://tandem.example");
    const local = `http://127.0.0.1:${port}`;
    const refused = await openRawHost(local, { origin: "https://evil.example" });
    expect(await refused.closed).toBe(closeCodeOf("authentication-failed"));
    const taken = await openRawHost(local, { origin: url });
    expect(await taken.next()).toMatchObject({ type: "welcome" });
  });

  test("may name this machine only from this machine", async () => {
    const server = await startServer({ publicUrl: "https://tandem.example", trustProxy: true });
    const local = `http://127.0.0.1:${server.port}`;
    const behindProxy = await openRawHost(local, { origin: local });
    expect(await behindProxy.closed).toBe(closeCodeOf("authentication-failed"));
    const direct = await startServer({ publicUrl: "https://tandem.example" });
    const named = `http://localhost:${direct.port}`;
    const host = await openRawHost(`http://127.0.0.1:${direct.port}`, { origin: named });
    expect(await host.next()).toMatchObject({ type: "welcome" });
  });

  test("[G5] of another key, of a version that does not exist, or none at all, ends the line", async () => {
    const { url } = await startServer();
    const [mine, other] = [crypto.createEd25519(), crypto.createEd25519()];
    const stolen = await openRaw(url, hostPath);
    stolen.say({ ...hello(await stolen.next(), mine, url), key: toBase64url(other.publicKey) });
    expect(await stolen.closed).toBe(closeCodeOf("authentication-failed"));
    const future = await openRaw(url, hostPath);
    future.say({ ...hello(await future.next(), mine, url), version: 2 });
    expect(await future.closed).toBe(closeCodeOf("version-unsupported"));
    const impatient = await startServer({ limits: { waitingMs: 300 } });
    const silent = await openRaw(impatient.url, hostPath);
    expect(await silent.closed).toBe(closeCodeOf("handshake-timeout"));
  });

  test("[G5] comes before everything else", async () => {
    const { url } = await startServer();
    const eager = await openRaw(url, hostPath);
    await eager.next();
    eager.say({ type: "link.publish", request: 0, ...createLink() });
    expect(await eager.closed).toBe(protocolError);
    const binary = await openRaw(url, hostPath);
    binary.socket.send(encodeStreamFrame(0, new Uint8Array(3)));
    expect(await binary.closed).toBe(protocolError);
  });
});

describe("a hostile host", () => {
  test("[G5] cannot reach another host's streams, whatever ids it makes up", async () => {
    const { url } = await startServer();
    const honest = startLine(url);
    const secret = linkWithDoor();
    await honest.publish(secret.link, 10_000);
    const arriving = nextStream(honest);
    const entered = await openGuest(url, secret.link.link, secret.door);
    if (!entered.ok) throw new Error(entered.error);
    const { channel } = await arriving;
    const atGuest = receive(entered.value);
    for (const stream of [0, 1, 0xffffffff]) {
      const forger = await openRawHost(url);
      await forger.next();
      forger.socket.send(encodeStreamFrame(stream, Buffer.from("forged")));
      expect(await forger.closed).toBe(protocolError);
      const closer = await openRawHost(url);
      await closer.next();
      closer.say({ type: "stream.close", stream, reason: "removed" });
      expect(await closer.closed).toBe(protocolError);
    }
    channel.send(numbered(7, 4));
    await atGuest.count(1);
    expect(atGuest.frames).toEqual([numbered(7, 4)]);
    expect(atGuest.reasons).toEqual([]);
  });

  test("may send on a stream that has just ended, but not for ever", async () => {
    const { url } = await startServer({ limits: { streamBurstBytes: 400_000, streamBytesPerSecond: 1 } });
    const host = await openRawHost(url);
    await host.next();
    const way = linkWithDoor();
    host.say({ type: "link.publish", request: 1, ...way.link });
    expect(await host.next()).toEqual({ type: "done", request: 1 });
    const guest = await openRaw(url, guestPath);
    guest.say(open(way));
    expect(await host.next()).toMatchObject({ type: "stream.opened", stream: 0 });
    await guest.next();
    guest.socket.close(1000);
    expect(await host.next()).toEqual({ type: "stream.closed", stream: 0, reason: "left" });
    host.socket.send(encodeStreamFrame(0, new Uint8Array(1_000)));
    host.say({ type: "stream.close", stream: 0 });
    host.say({ type: "link.withdraw", request: 2, link: way.link.link });
    expect(await host.next()).toEqual({ type: "done", request: 2 });
    for (let i = 0; i < 20; i++) host.socket.send(encodeStreamFrame(0, new Uint8Array(60_000)));
    expect(await host.closed).toBe(closeCodeOf("over-budget"));
  });

  test("is cut off when it asks for more than the store could write", async () => {
    const { url } = await startServer();
    const host = await openRawHost(url);
    await host.next();
    for (let i = 0; i < 1_000; i++) host.say({ type: "link.withdraw", request: i, link: createLink().link });
    expect(await host.closed).toBe(closeCodeOf("over-budget"));
  });
});

describe("a hostile guest", () => {
  const said: readonly (readonly [what: string, message: string | Uint8Array])[] = [
    ["a frame before it is let through", new Uint8Array(8)],
    ["an empty frame", new Uint8Array(0)],
    ["text that is no JSON", "{"],
    ["JSON that is no object", "null"],
    ["a request without a door", JSON.stringify({ type: "open", link: createLink().link })],
    ["a door too short", JSON.stringify({ type: "open", link: createLink().link, door: "AAAA" })],
    ["a door that is no text", JSON.stringify({ type: "open", link: createLink().link, door: { $ne: "" } })],
    [
      "a link id that names something else",
      JSON.stringify({ type: "open", link: "__proto__", door: "A".repeat(43) }),
    ],
    ["what a host says", JSON.stringify({ type: "links.sync", request: 0, links: [] })],
    ["more than it has to say", JSON.stringify({ type: "open", pad: "x".repeat(10_000) })],
  ];
  for (const [what, message] of said) {
    test(`[G5] is sent away for ${what}`, async () => {
      const { url } = await startServer();
      const guest = await openRaw(url, guestPath);
      guest.socket.send(message);
      expect(await guest.closed).toBe(protocolError);
    });
  }

  test("[G5] is sent away for a message larger than any may be", async () => {
    const { url } = await startServer();
    const guest = await openRaw(url, guestPath);
    guest.socket.send(new Uint8Array(maxStreamFrameBytes + 1));
    expect(await guest.closed).toBe(1009);
  });

  test("is sent away when it says nothing", async () => {
    const { url } = await startServer({ limits: { waitingMs: 200 } });
    const guest = await openRaw(url, guestPath);
    expect(await guest.closed).toBe(closeCodeOf("handshake-timeout"));
  });

  test("[G5] is sent away for text on its stream, and the host is told", async () => {
    const { url } = await startServer();
    const line = startLine(url);
    const way = linkWithDoor();
    await line.publish(way.link, 10_000);
    const arriving = nextStream(line);
    const guest = await openRaw(url, guestPath);
    guest.say(open(way));
    const { channel } = await arriving;
    await guest.next();
    guest.say(open(way));
    expect(await guest.closed).toBe(protocolError);
    expect(await receive(channel).closed).toBe("protocol-error");
  });
});

test("[G5] hostile messages by the thousand harm neither the server nor those who use it", async () => {
  const failures = 1_000_000;
  const { url } = await startServer({ limits: { failures, waitingPerAddress: 1_000 } });
  const line = startLine(url);
  const way = linkWithDoor();
  await line.publish(way.link, 10_000);
  const arriving = nextStream(line);
  const entered = await openGuest(url, way.link.link, way.door);
  if (!entered.ok) throw new Error(entered.error);
  const atHost = receive((await arriving).channel);

  const attempts = count(1_000, 10_000);
  const ends = new Map<number, number>();
  const pick = <T>(items: readonly [T, ...T[]]): T => items[randomInt(items.length)] ?? items[0];
  const value = (): unknown =>
    pick([
      null,
      0,
      -1,
      1e300,
      "",
      "x".repeat(randomInt(2_000)),
      [],
      {},
      true,
      Number.NaN,
      [[[]]],
      createLink(),
    ]);
  const text = () =>
    pick([
      () =>
        JSON.stringify({
          type: pick(["hello", "open", "link.publish", "stream.close", "welcome", ""]),
          a: value(),
        }),
      () => JSON.stringify({ type: "open", link: value(), door: value() }),
      () => JSON.stringify({ type: "hello", version: value(), key: value(), signature: value() }),
      () => JSON.stringify({ ...open(linkWithDoor()), more: 1 }),
      () => JSON.stringify(value()) ?? "undefined",
      () => `${"[".repeat(randomInt(30_000))}`,
      () => randomBytes(randomInt(1_000)).toString("latin1"),
    ])();
  for (let done = 0; done < attempts; done += 50) {
    const closes = Array.from({ length: 50 }, async () => {
      const raw = await openRaw(url, pick([hostPath, guestPath]));
      raw.socket.send(randomInt(2) === 0 ? text() : randomBytes(randomInt(70_000)));
      return raw.closed;
    });
    for (const code of await Promise.all(closes)) ends.set(code, (ends.get(code) ?? 0) + 1);
    // Somebody's terminal goes on meanwhile.
    expect(entered.value.send(numbered(done, 40))).toBe("sent");
  }
  await atHost.count(Math.ceil(attempts / 50));
  const expected = new Set([
    protocolError,
    1009,
    closeCodeOf("version-unsupported"),
    closeCodeOf("unknown-link"),
  ]);
  expect([...ends.keys()].filter((code) => !expected.has(code))).toEqual([]);
  const health = (await (await fetch(`${url}/healthz`)).json()) as object;
  expect(health).toMatchObject({ status: "ok", hosts: 1, streams: 1 });
});

test("[G5] bytes that are no HTTP at all are cut off", async () => {
  const server = await startServer();
  const ends = Array.from({ length: 20 }, () => {
    const socket = connect(server.port, "127.0.0.1", () => socket.write(randomBytes(5_000)));
    socket.on("error", () => {});
    return new Promise((resolve) => socket.on("close", resolve));
  });
  await Promise.all(ends);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});
