import { describe, expect, test } from "vitest";
import { fromUtf8, utf8 } from "../../../shared/base/bytes.ts";
import { createLinkId } from "../../../shared/base/ids.ts";
import { acceptHandshake, maxGreetingBytes, startGuestHandshake } from "../../../shared/channel/handshake.ts";
import { createHandshakeGate } from "../../../shared/channel/handshake-gate.ts";
import { deriveLinkKeys } from "../../../shared/channel/link-secret.ts";
import { createChannelPair } from "../../../shared/channel/pair.ts";
import {
  createLink,
  createManualClock,
  guestIdentity,
  hear,
  hex,
  hostIdentity,
  linkId,
  native,
  noble,
  random,
  sessionId,
} from "./support.ts";

function start(guestCrypto = native) {
  const link = createLink();
  const pair = createChannelPair();
  const clock = createManualClock();
  const accepting = acceptHandshake({
    channel: pair.b,
    crypto: native,
    clock,
    psk: deriveLinkKeys(native, link.secret).psk,
    linkId,
    sessionId,
    identity: hostIdentity,
    greeting: new Uint8Array(maxGreetingBytes).fill(0x61),
  });
  const greeting = startGuestHandshake({
    channel: pair.a,
    crypto: guestCrypto,
    clock,
    link,
    identity: guestIdentity,
  });
  return { clock, accepting, greeting };
}

describe.each([
  ["native", native],
  ["noble", noble],
] as const)("a handshake with a guest on %s crypto", (_name, crypto) => {
  test("[C2] tells the guest who and what it is before anything about the guest is sent, then the host who came", async () => {
    const { clock, accepting, greeting } = start(crypto);
    const greeted = await greeting;
    if (!greeted.ok) throw new Error(greeted.error);
    expect(fromUtf8(greeted.value.greeting)).toBe("a".repeat(maxGreetingBytes));
    expect(hex(greeted.value.hostKey)).toBe(hex(hostIdentity.publicKey));
    expect(greeted.value.sessionId).toBe(sessionId);

    // A person thinks about it for a while.
    clock.advance(4 * 60_000);
    const tokenHash = random.bytes(32);
    const guest = greeted.value.proceed(utf8("{admission}"), tokenHash);
    // Nothing waits for the host's answer to the admission.
    guest.send("call", utf8("hello at once"));
    const accepted = await accepting;
    if (!accepted.ok) throw new Error(accepted.error);
    const { guestKey, admission, connection } = accepted.value;
    expect([hex(guestKey), fromUtf8(admission), hex(accepted.value.tokenHash)]).toEqual([
      hex(guestIdentity.publicKey),
      "{admission}",
      hex(tokenHash),
    ]);
    const atHost = hear(connection);
    await atHost.count(1);
    expect(atHost.messages).toEqual(["call:hello at once"]);
    expect(hex(connection.handshakeHash)).toBe(hex(greeted.value.handshakeHash));
    expect(() => greeted.value.proceed(utf8("again"))).toThrow(/once/);
    guest.close("left");
    await atHost.closed;
  });
});

test("[C6] a guest that thinks better of it closes, and the host hears of a lost line", async () => {
  const { clock, accepting, greeting } = start();
  const greeted = await greeting;
  if (!greeted.ok) throw new Error(greeted.error);
  const closed = new Promise((resolve) => greeted.value.onClose(resolve));
  greeted.value.close();
  expect(await closed).toBe("left");
  expect(await accepting).toEqual({ ok: false, error: "lost" });
  expect(clock.pending()).toBe(0);
});

test("a greeting or an admission over 8 KiB is a bug of the caller", async () => {
  const { greeting, accepting } = start();
  const greeted = await greeting;
  if (!greeted.ok) throw new Error(greeted.error);
  expect(() => greeted.value.proceed(new Uint8Array(maxGreetingBytes + 1))).toThrow(/8 KiB/);
  greeted.value.close();
  await accepting;
});

test("two handshakes under one link share nothing", async () => {
  const one = start();
  const two = start();
  const [first, second] = await Promise.all([one.greeting, two.greeting]);
  if (!first.ok || !second.ok) throw new Error("not greeted");
  expect(hex(first.value.handshakeHash)).not.toBe(hex(second.value.handshakeHash));
  first.value.close();
  second.value.close();
});

describe("the gate", () => {
  test("lets in so many at once, and so many by one link; who is through makes room, once", () => {
    const gate = createHandshakeGate({ maxPending: 3, maxPerLink: 2 });
    const other = createLinkId(random);
    const enter = (link = linkId) => gate.enter(link, "192.0.2.1");
    const first = enter();
    enter();
    expect(enter()).toBeUndefined();
    expect(enter(other)).toBeDefined();
    expect(enter(other)).toBeUndefined();
    first?.dispose();
    first?.dispose();
    expect(gate.pending).toBe(2);
    expect(enter()).toBeDefined();
    expect(enter()).toBeUndefined();
  });

  test("keeps nobody out by a link of whom another address is full", () => {
    const gate = createHandshakeGate({ maxPerLink: 3, maxPerAddress: 2 });
    gate.enter(linkId, "192.0.2.1");
    const second = gate.enter(linkId, "192.0.2.1");
    expect(gate.enter(linkId, "192.0.2.1")).toBeUndefined();
    expect(gate.enter(linkId, "192.0.2.2")).toBeDefined();
    second?.dispose();
    expect(gate.enter(linkId, "192.0.2.1")).toBeDefined();
  });
});
