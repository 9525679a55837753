import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { systemClock } from "../../electron/engine/ports.ts";
import { closeReasons } from "../../shared/channel/close-reason.ts";
import { deriveLinkKeys } from "../../shared/channel/link-secret.ts";
import { guestPath } from "../../shared/signaling/messages.ts";
import { openRelay } from "../../shared/signaling/open-relay.ts";
import { createInstallation, installation } from "../support/tandem.ts";
import { until } from "../support/until.ts";
import { bent, deeds, ways } from "./deeds.ts";
import type { Meddle } from "./meddler.ts";
import { openPage, pageDialer, type PageGuest } from "./page-guest.ts";
import { inventGuests, peopleIn, shared } from "./sharing.ts";

/** The guest is the app's page: its own dial, cryptography and client, against a server in somebody else's hands. */

const crypto = createNativeCrypto();
const honest: Meddle = (frame) => [frame];
/** Each page looks before it comes in, by a stream of its own: what the first one's line is, and the second's look. */
const [firstLine, secondLook] = [1, 2];

/** A session shared through a server that meddles; nobody is in yet. */
async function begin() {
  const own = installation();
  const made = await shared(own);
  return { own, ...made, page: (name: string) => openPage(made.url, name) };
}

/** What the person at the page reads is the sentence of that reason, and they were never in. */
function expectOutside(guest: PageGuest, reasons: readonly (keyof typeof closeReasons)[]) {
  expect(reasons).toContain(guest.over?.reason);
  expect(guest.over?.message).toBe(closeReasons[guest.over?.reason ?? "lost"]);
  expect([guest.shown, guest.entries]).toEqual(["", []]);
}

describe("a page's guest on the way in", () => {
  test("[C3, D3] has told a server that keeps all it sees nothing: no screen, name, chat or secret", async () => {
    const { server, link, page } = await begin();
    const guest = await page("Marguerite-Marker");
    await guest.call("input.key", { data: "echo screen-$((40+2))-marker\r" });
    await guest.shows("screen-42-marker");
    await guest.call("chat.send", { text: "chat-marker" });
    await guest.happens("chat.sent");
    const all = Buffer.concat(server.seen);
    expect(all.length).toBeGreaterThan(1000);
    const { psk } = deriveLinkKeys(crypto, link.secret);
    const secrets = [Buffer.from(link.secret), Buffer.from(psk)];
    const encoded = secrets.flatMap((each) => [each.toString("base64url"), each.toString("hex")]);
    for (const hidden of ["screen-42", "Marguerite", "chat-marker", "bash", ...secrets, ...encoded]) {
      expect(all.includes(hidden)).toBe(false);
    }
  });

  test.each([
    ["the host's first answer", 0],
    ["the host's proof", 1],
  ])("[C3] is not let in by a server that swaps keys in %s, and is told", async (_what, index) => {
    const { own, server, session, page } = await begin();
    let count = 0;
    server.meddle = (frame, way) => [way === "to guest" && count++ === index ? bent(frame) : frame];
    expectOutside(await page("Eva"), ["authentication-failed"]);
    expect(await peopleIn(own, session)).toEqual([]);
  });

  test.each([
    ["first words", 0, 0],
    ["name and proof", firstLine, 2],
  ])("[C3] is not let in by a server that changes their %s", async (_what, of, index) => {
    const { own, server, session, page } = await begin();
    let count = 0;
    server.meddle = (frame, way, stream) => [
      way === "to host" && stream === of && count++ === index ? bent(frame) : frame,
    ];
    expectOutside(await page("Eva"), ["lost", "authentication-failed", "handshake-timeout"]);
    expect(await peopleIn(own, session)).toEqual([]);
  });

  test("[C4] is told in bounded time of a server that withholds what one side says", async () => {
    const { own, server, session, page } = await begin();
    server.meddle = (frame, way, stream) => ((way === "to guest") === (stream === 0) ? [] : [frame]);
    const both = await Promise.all([page("Eva"), page("Ida")]);
    for (const each of both) expectOutside(each, ["handshake-timeout", "lost"]);
    expect(await peopleIn(own, session)).toEqual([]);
  });

  test("[C3] does not believe what the host said to another, said again to them", async () => {
    const { own, server, session, page } = await begin();
    const said: Buffer[] = [];
    server.meddle = (frame, way, stream) => {
      if (way === "to guest" && stream === 0) said.push(frame);
      return [frame];
    };
    const first = await page("First");
    let at = 0;
    server.meddle = (frame, way, stream) => {
      if (way === "to host" || stream !== secondLook) return [frame];
      const again = said[at++];
      return again === undefined ? [] : [again];
    };
    expectOutside(await page("Second"), ["authentication-failed"]);
    expect(await peopleIn(own, session)).toEqual(["First"]);
    expect(await first.call("chat.send", { text: "undisturbed" })).toMatchObject({ ok: true });
  });
});

test("[C4] twenty who have looked at a session and not joined it keep nobody from looking and joining", async () => {
  const { own, session, link, page } = await begin();
  for (let guest = 1; guest <= 20; guest++) {
    expect(await pageDialer(link).look(), `guest ${guest}`).toMatchObject({ ok: true });
  }
  const last = await page("Last");
  expect(last.over).toBeUndefined();
  expect(await peopleIn(own, session)).toEqual(["Last"]);
});

describe("a page's guest who is in", () => {
  /** One session for all that a server can do to somebody's line. */
  const own = createInstallation();
  let made: Awaited<ReturnType<typeof shared>>;
  beforeAll(async () => {
    made = await shared(own);
  });
  afterAll(() => own.dispose());

  test.each(ways.flatMap((way) => deeds.map(([what, deed, , reason]) => [what, way, deed, reason] as const)))(
    "[C3] loses their line to a server that %s on the way %s, is told why, and nobody else does",
    async (_what, way, deed, reason) => {
      const { server, session, url } = made;
      const line = server.streams + firstLine;
      const first = await openPage(url, "First");
      const second = await openPage(url, "Second");
      const act = deed();
      server.meddle = (frame, direction, stream) =>
        direction === way && stream === line ? act(frame) : [frame];
      // So many words in both directions that each deed finds the frames it needs.
      for (let more = 0; more < 3 && first.over === undefined; more++) {
        void first.call("chat.send", { text: `said-${more}` });
        await own.tell("chat", session, `told-${more}`);
      }
      expect(await first.ended).toEqual({ reason, message: closeReasons[reason] });
      server.meddle = honest;
      await second.call("input.key", { data: `echo go-on-$((${line}+1))\r` });
      await second.shows(`go-on-${line + 1}`);
    },
  );

  test("[C3] types nothing that a server changed", async () => {
    const { server, page } = await begin();
    const [typist, watcher] = [await page("Typist"), await page("Watcher")];
    server.meddle = (frame, way, stream) => [way === "to host" && stream === firstLine ? bent(frame) : frame];
    void typist.call("input.key", { data: "echo never\r" });
    expect(await typist.ended).toMatchObject({ reason: "authentication-failed" });
    server.meddle = honest;
    await watcher.call("input.key", { data: "echo afterwards\r" });
    await watcher.shows("afterwards");
    expect(watcher.shown).not.toContain("never");
  });

  test("[C3] is not typed for by a server that says again what they said", async () => {
    const { own, server, session, link, page } = await begin();
    const said: Buffer[] = [];
    server.meddle = (frame, way) => {
      if (way === "to host") said.push(frame);
      return [frame];
    };
    const guest = await page("Once");
    await guest.call("input.key", { data: "echo once\r" });
    await guest.shows("once");
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
    await guest.happens("chat.sent");
    expect(guest.entries.filter(({ event }) => event.type === "input.submitted")).toHaveLength(1);
  });

  test("[C3] shares nothing with another whose stream a server joins crosswise with theirs", async () => {
    const { server, page } = await begin();
    const [first, second] = [await page("First"), await page("Second")];
    let held: Buffer | undefined;
    server.meddle = (frame, way, stream) => {
      if (way !== "to host") return [frame];
      if (stream === firstLine) {
        held ??= frame;
        return [];
      }
      const other = held;
      return other === undefined ? [frame] : [other];
    };
    void first.call("input.key", { data: "echo crossed\r" });
    await until("a frame to splice", () => held !== undefined);
    void second.call("chat.send", { text: "mine" });
    expect(await second.ended).toMatchObject({ reason: "authentication-failed" });
    server.meddle = honest;
    const third = await page("Third");
    await third.call("chat.send", { text: "last" });
    await third.happens("chat.sent");
    const chats = third.entries.flatMap(({ event }) => (event.type === "chat.sent" ? [event.text] : []));
    expect(chats).toEqual(["last"]);
    expect(second.shown + third.shown).not.toContain("crossed");
  });

  test("[C2, G1] is joined by nobody whom a server invents of what a page showed it", async () => {
    const { own, server, session, link, page } = await begin();
    const guest = await page("Real");
    await inventGuests(server, link);
    expect(await peopleIn(own, session)).toEqual(["Real"]);
    expect(await guest.call("chat.send", { text: "undisturbed" })).toMatchObject({ ok: true });
  });
});
