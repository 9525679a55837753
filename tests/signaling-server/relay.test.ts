import { afterEach, describe, expect, test } from "vitest";
import { channelContract, numbered, receive } from "../contracts/channel.ts";
import {
  closeAll,
  crypto,
  linkWithDoor,
  newFolder,
  nextStream,
  openGuest,
  socketUrl,
  startLine,
  startServer,
  untilStatus,
} from "./support.ts";
import { createLinkId } from "../../shared/base/ids.ts";
import { systemClock, systemRandom } from "../../electron/engine/ports.ts";
import { guestPath } from "../../shared/signaling/messages.ts";
import { openRelay } from "../../shared/signaling/open-relay.ts";

afterEach(closeAll);

/** A server, a host and a guest let through by a link. */
async function introduce() {
  const server = await startServer();
  const line = startLine(server.url);
  const { link, door } = linkWithDoor();
  expect(await line.publish(link, 10_000)).toEqual({ ok: true, value: undefined });
  const arriving = nextStream(line);
  const [arrived, entered] = await Promise.all([arriving, openGuest(server.url, link.link, door)]);
  if (!entered.ok) throw new Error(entered.error);
  return { server, line, link, door, host: arrived.channel, guest: entered.value, arrived };
}

const cutters = (at: Awaited<ReturnType<typeof introduce>>) => () => void at.server.dispose();
channelContract("a relayed stream, guest to host", async () => {
  const at = await introduce();
  return { a: at.guest, b: at.host, cut: cutters(at) };
});
channelContract("a relayed stream, host to guest", async () => {
  const at = await introduce();
  return { a: at.host, b: at.guest, cut: cutters(at) };
});

channelContract("a relayed stream, from a guest with the web's own WebSocket", async () => {
  const server = await startServer();
  const line = startLine(server.url);
  const { link, door } = linkWithDoor();
  await line.publish(link, 10_000);
  const arriving = nextStream(line);
  const socket = new globalThis.WebSocket(socketUrl(server.url, guestPath));
  const entered = await openRelay({ socket, link: link.link, door, clock: systemClock, timeoutMs: 10_000 });
  if (!entered.ok) throw new Error(entered.error);
  return { a: entered.value, b: (await arriving).channel, cut: () => void server.dispose() };
});

describe("the relay", () => {
  test("tells the host which link a guest came by and from where", async () => {
    const { arrived, link } = await introduce();
    expect(arrived.link).toBe(link.link);
    expect(arrived.address).toBe("127.0.0.1");
  });

  test("[G1] a wrong door, an unknown, a withdrawn and an expired link are one and the same to a guest", async () => {
    const server = await startServer();
    const line = startLine(server.url);
    const [good, gone, expired] = [
      linkWithDoor(),
      linkWithDoor(),
      linkWithDoor({ expiresAtMs: Date.now() - 1 }),
    ];
    for (const { link } of [good, gone, expired]) await line.publish(link, 10_000);
    await line.withdraw(gone.link.link, 10_000);
    const nobodys = { link: createLinkId(systemRandom), door: systemRandom.bytes(32) };
    const answers = await Promise.all([
      openGuest(server.url, good.link.link, gone.door),
      openGuest(server.url, gone.link.link, gone.door),
      openGuest(server.url, expired.link.link, expired.door),
      openGuest(server.url, nobodys.link, nobodys.door),
    ]);
    expect(answers).toEqual(answers.map(() => ({ ok: false, error: "unknown-link" })));
  });

  test("[G1] says that the host is not there only to who has a door that opens", async () => {
    const server = await startServer();
    const line = startLine(server.url);
    const { link, door } = linkWithDoor();
    await line.publish(link, 10_000);
    line.dispose();
    // Until the server has seen the line end, guests are let through to it, and lost with it.
    let answer = await openGuest(server.url, link.link, door);
    while (answer.ok) answer = await openGuest(server.url, link.link, door);
    expect(answer).toEqual({ ok: false, error: "host-offline" });
    expect(await openGuest(server.url, link.link, systemRandom.bytes(32))).toEqual({
      ok: false,
      error: "unknown-link",
    });
  });

  test("keeps streams of one host apart, frames of each in order", async () => {
    const { server, line, link, door, host, guest } = await introduce();
    const arriving = nextStream(line);
    const [second, entered] = await Promise.all([arriving, openGuest(server.url, link.link, door)]);
    if (!entered.ok) throw new Error(entered.error);
    const atHosts = [receive(host), receive(second.channel)];
    const atGuests = [receive(guest), receive(entered.value)];
    for (let i = 0; i < 200; i++) {
      expect(guest.send(numbered(i, 100))).toBe("sent");
      expect(entered.value.send(numbered(1_000 + i, 100))).toBe("sent");
      expect(host.send(numbered(2_000 + i, 100))).toBe("sent");
      expect(second.channel.send(numbered(3_000 + i, 100))).toBe("sent");
    }
    const all = [...atHosts, ...atGuests];
    await Promise.all(all.map((each) => each.count(200)));
    const numbers = all.map(({ frames }) =>
      frames.map((frame) => new DataView(frame.buffer, frame.byteOffset).getUint32(0)),
    );
    expect(numbers).toEqual(
      [0, 1_000, 2_000, 3_000].map((from) => Array.from({ length: 200 }, (_, i) => from + i)),
    );
  });

  test("a guest who leaves, and a host that sends one away, tell the other why", async () => {
    const one = await introduce();
    const gone = receive(one.host).closed;
    one.guest.close("left");
    expect(await gone).toBe("left");
    const two = await introduce();
    const told = receive(two.guest).closed;
    two.host.close("removed");
    expect(await told).toBe("removed");
  });

  test("a host without anybody to receive streams has its guests told that it is offline", async () => {
    const server = await startServer();
    const line = startLine(server.url);
    const { link, door } = linkWithDoor();
    await line.publish(link, 10_000);
    const entered = await openGuest(server.url, link.link, door);
    if (!entered.ok) throw new Error(entered.error);
    expect(await receive(entered.value).closed).toBe("host-offline");
  });

  test("ends guests' streams with their host's line, and the line's streams with the server", async () => {
    const one = await introduce();
    const atGuest = receive(one.guest).closed;
    const atHost = receive(one.host).closed;
    one.line.dispose();
    expect(await Promise.all([atGuest, atHost])).toEqual(["lost", "lost"]);
  });

  test("withdrawing a link leaves those who are in alone", async () => {
    const { line, link, host, guest } = await introduce();
    await line.withdraw(link.link, 10_000);
    const received = receive(host);
    guest.send(numbered(1, 10));
    await received.count(1);
    expect(received.reasons).toEqual([]);
  });
});

describe("the host's line", () => {
  test("[G6] survives a restart of the server: links are kept, the line comes back, guests get in", async () => {
    const { server, line, link, door, guest } = await introduce();
    const lost = receive(guest).closed;
    const { port, dataFolder } = server;
    const offline = untilStatus(line, "offline");
    await server.dispose();
    await offline;
    expect(await lost).toBe("lost");
    const again = await startServer({ port, dataFolder });
    await untilStatus(line, "online");
    const arriving = nextStream(line);
    const entered = await openGuest(again.url, link.link, door);
    expect(entered.ok).toBe(true);
    expect((await arriving).link).toBe(link.link);
  });

  test("[G6] publishes with the next connection what was asked for while the server was away", async () => {
    const folder = await newFolder();
    const first = await startServer({ dataFolder: folder });
    const { port } = first;
    const line = startLine(first.url);
    await untilStatus(line, "online");
    await first.dispose();
    await untilStatus(line, "offline");
    const [patient, hasty, withdrawn] = [linkWithDoor(), linkWithDoor(), linkWithDoor()];
    expect(await line.publish(hasty.link, 1)).toEqual({ ok: false, error: "server-unreachable" });
    const published = line.publish(patient.link, 20_000);
    const superseded = line.publish(withdrawn.link, 20_000);
    const taken = line.withdraw(withdrawn.link.link, 20_000);
    expect(await superseded).toEqual({ ok: false, error: "server-unreachable" });
    const second = await startServer({ port, dataFolder: folder });
    expect(await published).toEqual({ ok: true, value: undefined });
    expect(await taken).toEqual({ ok: true, value: undefined });
    line.onStream(() => {});
    const entered = [
      await openGuest(second.url, patient.link.link, patient.door),
      await openGuest(second.url, hasty.link.link, hasty.door),
      await openGuest(second.url, withdrawn.link.link, withdrawn.door),
    ];
    expect(entered.map((each) => (each.ok ? "in" : each.error))).toEqual(["in", "in", "unknown-link"]);
  });

  test("makes the server's links equal to its own when it connects", async () => {
    const server = await startServer();
    const identity = crypto.createEd25519();
    const [kept, dropped, added] = [linkWithDoor(), linkWithDoor(), linkWithDoor()];
    const before = startLine(server.url, { identity, links: [kept.link, dropped.link] });
    await untilStatus(before, "online");
    before.dispose();
    const after = startLine(server.url, { identity, links: [kept.link, added.link] });
    await untilStatus(after, "online");
    after.onStream(() => {});
    const entered = await Promise.all(
      [kept, dropped, added].map(({ link, door }) => openGuest(server.url, link.link, door)),
    );
    expect(entered.map((each) => (each.ok ? "in" : each.error))).toEqual(["in", "unknown-link", "in"]);
  });

  test("[G2] is refused a link id that belongs to another host, also after that one withdrew it", async () => {
    const server = await startServer();
    const [owner, thief] = [startLine(server.url), startLine(server.url)];
    const { link, door } = linkWithDoor();
    await owner.publish(link, 10_000);
    const stolen = linkWithDoor({ link: link.link });
    expect(await thief.publish(stolen.link, 10_000)).toEqual({ ok: false, error: "link-taken" });
    expect(await thief.withdraw(link.link, 10_000)).toEqual({ ok: false, error: "link-taken" });
    owner.onStream(() => {});
    expect((await openGuest(server.url, link.link, door)).ok).toBe(true);
    await owner.withdraw(link.link, 10_000);
    expect(await thief.publish(stolen.link, 10_000)).toEqual({ ok: false, error: "link-taken" });
    expect((await owner.publish(link, 10_000)).ok).toBe(true);
  });

  test("may have so many links and no more, told without asking the server", async () => {
    const server = await startServer();
    const line = startLine(server.url);
    await untilStatus(line, "online");
    const links = Array.from({ length: 200 }, () => linkWithDoor().link);
    const results = await Promise.all(links.map((link) => line.publish(link, 20_000)));
    expect(results.filter(({ ok }) => ok).length).toBe(200);
    expect(await line.publish(linkWithDoor().link, 20_000)).toEqual({ ok: false, error: "too-many-links" });
    // All of them fit into the sync of the next connection.
    await server.dispose();
    await untilStatus(line, "offline");
    await startServer({ port: server.port, dataFolder: server.dataFolder });
    await untilStatus(line, "online");
  });

  test("gives way to a new one of the same identity, whose guests are not disturbed by the old one's retry", async () => {
    const server = await startServer();
    const identity = crypto.createEd25519();
    const old = startLine(server.url, { identity });
    await untilStatus(old, "online");
    const offline = untilStatus(old, "offline");
    const fresh = startLine(server.url, { identity });
    await untilStatus(fresh, "online");
    await offline;
    expect(old.problem).toBe("replaced");
    expect(fresh.status).toBe("online");
  });

  test("says server-unreachable while nobody listens there, and stops trying once disposed", async () => {
    const server = await startServer();
    await server.dispose();
    const line = startLine(server.url);
    await untilStatus(line, "offline");
    expect(line.problem).toBe("server-unreachable");
    const waiting = line.publish(linkWithDoor().link, 60_000);
    line.dispose();
    expect(await waiting).toEqual({ ok: false, error: "server-unreachable" });
    const { link, door } = linkWithDoor();
    expect(await openGuest(server.url, link.link, door)).toEqual({ ok: false, error: "server-unreachable" });
  });
});
