import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { systemClock } from "../../electron/engine/ports.ts";
import { fromBase64url } from "../../shared/base/bytes.ts";
import { deriveLinkKeys } from "../../shared/channel/link-secret.ts";
import { guestPath } from "../../shared/signaling/messages.ts";
import { openRelay } from "../../shared/signaling/open-relay.ts";
import { installation, seen, shownTo } from "../support/tandem.ts";
import { bent } from "./deeds.ts";
import { inventGuests, peopleIn, shared, startOn } from "./sharing.ts";

const crypto = createNativeCrypto();

test("[C3, D3] a server that keeps all it sees has read nothing: no screen, name, chat, secret or address", async () => {
  const own = installation();
  const { server, session, url, link } = await shared(own);
  const guest = await own.join(url, "--name", "Marguerite-Marker");
  await guest.command("input.key", { data: "echo screen-$((40+2))-marker\r" });
  await seen(guest, "screen-42-marker");
  await guest.command("chat.send", { text: "chat-marker" });
  await own.tell("chat", session, "answer-marker");
  await guest.line({ type: "chat.sent", text: "answer-marker" });
  // The direct way was offered through this server as well.
  await guest.line({ type: "status", status: "live", carrier: "webrtc" });

  const all = Buffer.concat(server.seen);
  expect(all.length).toBeGreaterThan(1000);
  const secret = Buffer.from(link.secret);
  const { psk } = deriveLinkKeys(crypto, link.secret);
  for (const hidden of [
    "screen-42-marker",
    "Marguerite",
    "chat-marker",
    "answer-marker",
    "candidate",
    "a=fingerprint",
    "bash",
    secret,
    secret.toString("base64url"),
    secret.toString("hex"),
    Buffer.from(psk),
    Buffer.from(psk).toString("base64url"),
    new URL(url).hash.slice(1),
  ]) {
    expect(all.includes(hidden)).toBe(false);
  }
  expect(own.printed).not.toContain(secret.toString("hex"));
});

test.each([
  ["the host's first answer", "to guest", 0],
  ["the host's proof", "to guest", 1],
])("[C3] a server that changes %s lets nobody in, and the guest is told", async (_what, direction, index) => {
  const own = installation();
  const { server, session, url } = await shared(own);
  let count = 0;
  server.meddle = (frame, way) => [way === direction && count++ === index ? bent(frame) : frame];
  const guest = own.spawn(["join", url, "--json", "--relay"]);
  guest.endInput();
  const { code, stdout } = await guest.done;
  expect(code).toBe(3);
  expect(stdout).toContain('"error":"authentication-failed"');
  expect(stdout).toContain("could not prove who it is");
  expect(await peopleIn(own, session)).toEqual([]);
});

test("[C3] a server that changes what a guest says is found out by the host, which lets nobody in", async () => {
  const own = installation();
  const { server, session, url } = await shared(own);
  let count = 0;
  server.meddle = (frame, way) => [way === "to host" && count++ === 0 ? bent(frame) : frame];
  const guest = own.spawn(["join", url, "--json", "--relay"]);
  guest.endInput();
  const { code, lines } = await guest.done;
  expect(code).not.toBe(0);
  expect(String(lines.at(-1)?.["message"]).length).toBeGreaterThan(10);
  expect(await peopleIn(own, session)).toEqual([]);
});

test("[C3] a server that changes what is typed, once somebody is in, breaks the line and types nothing", async () => {
  const own = installation();
  const { server, url } = await shared(own);
  const guest = await own.join(url, "--relay", "--name", "Typist");
  const watcher = await own.join(url, "--relay", "--name", "Watcher");
  server.meddle = (frame, way, stream) => [way === "to host" && stream === 1 ? bent(frame) : frame];
  guest.write(`${JSON.stringify({ command: "input.key", input: { data: "echo never\r" } })}\n`);
  const { code, lines } = await guest.done;
  expect(code).toBe(3);
  expect(lines).toContainEqual(expect.objectContaining({ status: "over", reason: "authentication-failed" }));
  server.meddle = (frame) => [frame];
  await watcher.command("input.key", { data: "echo afterwards\r" });
  await seen(watcher, "afterwards");
  expect(shownTo(watcher)).not.toContain("never");
});

test("[C3] a server that says again what a guest said before gets nobody in and nothing typed", async () => {
  const own = installation();
  const { server, session, url, link } = await shared(own);
  const said: Buffer[] = [];
  server.meddle = (frame, way) => {
    if (way === "to host") said.push(frame);
    return [frame];
  };
  const guest = await own.join(url, "--relay", "--name", "Once");
  await guest.command("input.key", { data: "echo once\r" });
  await seen(guest, "once");
  const { door } = deriveLinkKeys(crypto, link.secret);
  const socket = new WebSocket(`${server.url.replace("http", "ws")}${guestPath}`);
  const relay = await openRelay({ socket, link: link.linkId, door, clock: systemClock, timeoutMs: 5_000 });
  if (!relay.ok) throw new Error(relay.error);
  const closed = new Promise((resolve) => relay.value.onClose(resolve));
  relay.value.onFrame(() => {});
  for (const frame of said.slice()) relay.value.send(new Uint8Array(frame));
  await closed;
  expect(await peopleIn(own, session)).toEqual(["Once"]);
  await own.tell("chat", session, "a later entry");
  await guest.line({ type: "chat.sent", text: "a later entry" });
  expect(guest.lines.filter((line) => line["type"] === "input.submitted")).toHaveLength(1);
});

test("[C3] a server that joins two guests' streams crosswise ends lines, and mixes nothing", async () => {
  const own = installation();
  const { server, url } = await shared(own);
  const first = await own.join(url, "--relay", "--name", "First");
  const second = await own.join(url, "--relay", "--name", "Second");
  let held: Buffer | undefined;
  server.meddle = (frame, way, stream) => {
    if (way !== "to host") return [frame];
    if (stream === 1) {
      held = frame;
      return [];
    }
    const other = held;
    held = undefined;
    return other === undefined ? [frame] : [other];
  };
  first.write(`${JSON.stringify({ command: "input.key", input: { data: "echo crossed\r" } })}\n`);
  await expect.poll(() => held !== undefined).toBe(true);
  second.write(`${JSON.stringify({ command: "chat.send", input: { text: "mine" } })}\n`);
  expect((await second.done).lines).toContainEqual(
    expect.objectContaining({ status: "over", reason: "authentication-failed" }),
  );
  server.meddle = (frame) => [frame];
  const third = await own.join(url, "--relay", "--name", "Third");
  const joined = await third.line({ type: "joined" });
  expect(JSON.stringify(joined)).not.toContain("mine");
  expect(shownTo(second) + shownTo(third)).not.toContain("crossed");
});

test("[C2, G1] a server that invents a guest knows the door, and not the secret: it stays outside", async () => {
  const own = installation();
  const { server, session, url, link } = await shared(own);
  const guest = await own.join(url, "--relay", "--name", "Real");
  await inventGuests(server, link);
  expect(await peopleIn(own, session)).toEqual(["Real"]);
  expect((await guest.command("chat.send", { text: "undisturbed" }))["ok"]).toBe(true);
});

test("[C4] a server that lets nothing through is told apart from a session, in bounded time", async () => {
  const own = installation();
  const { server, session, url } = await shared(own);
  server.meddle = (frame, way) => (way === "to guest" ? [] : [frame]);
  const guest = own.spawn(["join", url, "--json", "--relay"]);
  guest.endInput();
  const { code, stdout } = await guest.done;
  expect(code).toBe(4);
  expect(stdout).toMatch(/"error":"(handshake-timeout|lost)"/);
  expect(await peopleIn(own, session)).toEqual([]);
});

test("[C3] a link that names another host's key is refused, whatever the server says", async () => {
  const own = installation();
  const { server, session, url } = await shared(own);
  const other = installation();
  const id = await startOn(other, server);
  const { url: otherUrl } = await other.share(id);
  const [mine, theirs] = [new URL(url), new URL(otherUrl)].map(({ hash }) => fromBase64url(hash.slice(1)));
  if (mine === undefined || theirs === undefined) throw new Error("no fragments");
  // The secret of this link, the key of another host: as somebody would who swaps hosts behind one address.
  const mixed = Buffer.concat([mine.subarray(0, 17), theirs.subarray(17)]).toString("base64url");
  const { code, stdout } = await own.run("join", `${url.split("#")[0]}#${mixed}`, "--json");
  expect(code).not.toBe(0);
  expect(stdout).toMatch(/"error":"(wrong-host-key|authentication-failed|lost)"/);
  expect(await peopleIn(own, session)).toEqual([]);
});
