import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, lengthPrefixed, utf8 } from "../../../shared/base/bytes.ts";
import { createLinkId, createSessionId } from "../../../shared/base/ids.ts";
import type { CloseReason } from "../../../shared/channel/close-reason.ts";
import { encodeFrame } from "../../../shared/channel/chunked.ts";
import { acceptHandshake, startGuestHandshake } from "../../../shared/channel/handshake.ts";
import { deriveKey } from "../../../shared/channel/keys.ts";
import { createLinkSecret, deriveLinkKeys, hashHostKey } from "../../../shared/channel/link-secret.ts";
import { answerNoise, startNoise } from "../../../shared/channel/noise.ts";
import { createOrderedSealer } from "../../../shared/channel/ordered-lane.ts";
import { createChannelPair } from "../../../shared/channel/pair.ts";
import { createPrologue, encodeHostProof, readLengthPrefixed } from "../../../shared/channel/proof.ts";
import { receive } from "../../contracts/channel.ts";
import { createMiddle, flip, type Middle } from "./middle.ts";
import {
  createDatagramPair,
  createLink,
  createManualClock,
  guestIdentity,
  type Hands,
  hear,
  hex,
  hostIdentity,
  linkId,
  native,
  random,
  sessionId,
  settle,
  type ShakeOptions,
  shakeHands,
} from "./support.ts";

const version = Uint8Array.of(1);

/** How both sides of a handshake through a hostile server ended. */
async function outcome(middle: Middle, options: Partial<ShakeOptions> = {}) {
  const clock = createManualClock();
  const shaking = shakeHands({ channels: middle, clock, ...options });
  let hands: Hands | undefined;
  void shaking.then((done) => {
    hands = done;
  });
  for (let i = 0; i < 3; i++) await settle();
  // Whoever still waits for a message that was taken away waits no longer than it may.
  clock.advance(5 * 60_000);
  await settle();
  if (hands === undefined) throw new Error("a side of the handshake waits for ever");
  return { guest: await ended(hands.guest), host: await ended(hands.host) };
}

/** `in` only while the connection it led to stands. */
async function ended(side: Hands["guest"]): Promise<CloseReason | "in"> {
  if (!side.ok) return side.error;
  const { reasons } = hear(side.value);
  await settle();
  return reasons[0] ?? "in";
}

/** An established connection through a hostile server. */
async function connected() {
  const middle = createMiddle();
  const clock = createManualClock();
  const { guest, host } = await shakeHands({ channels: middle, clock });
  if (!guest.ok || !host.ok) throw new Error("the handshake failed");
  return {
    middle,
    clock,
    guest: guest.value,
    host: host.value,
    atGuest: hear(guest.value),
    atHost: hear(host.value),
  };
}

describe("during the handshake", () => {
  test("without anybody in between both are in", async () => {
    expect(await outcome(createMiddle())).toEqual({ guest: "in", host: "in" });
  });

  test("every single changed byte, in any message, keeps the guest out of the host", async () => {
    const run = async (side: "guest" | "host", index: number, at: number) => {
      const result = await outcome(
        createMiddle({ [side]: (frame: Uint8Array, i: number) => [i === index ? flip(frame, at) : frame] }),
      );
      expect(result.host, `${side} message ${index}, byte ${at}`).not.toBe("in");
      if (side === "host") expect(result.guest).not.toBe("in");
      return result;
    };
    for (const at of [1, 17, 32, 33, 40, 48]) {
      expect(await run("guest", 0, at)).toEqual({ guest: "lost", host: "authentication-failed" });
      expect(await run("host", 0, at)).toEqual({ guest: "authentication-failed", host: "lost" });
    }
    for (const at of [0, 5, 40, 100, 130, 155]) {
      expect(await run("host", 1, at)).toEqual({ guest: "authentication-failed", host: "lost" });
    }
    for (const at of [0, 8, 16]) expect((await run("guest", 1, at)).host).toBe("authentication-failed");
    for (const at of [0, 8, 60, 120]) expect((await run("guest", 2, at)).host).toBe("authentication-failed");
  });

  test("a message cut short, doubled, or left out lets nobody in", async () => {
    for (const index of [0, 1, 2]) {
      const cut = await outcome(
        createMiddle({ guest: (f, i) => [i === index ? f.subarray(0, f.length - 1) : f] }),
      );
      expect(cut.host).toBe("authentication-failed");
      const none = await outcome(createMiddle({ guest: (f, i) => (i === index ? [] : [f]) }));
      expect(none.host).not.toBe("in");
    }
    for (const index of [0, 1]) {
      const cut = await outcome(
        createMiddle({ host: (f, i) => [i === index ? f.subarray(0, f.length - 1) : f] }),
      );
      expect(cut.guest).toBe("authentication-failed");
      const twice = await outcome(createMiddle({ host: (f, i) => (i === index ? [f, f] : [f]) }));
      expect(twice.guest).not.toBe("in");
      const none = await outcome(createMiddle({ host: (f, i) => (i === index ? [] : [f]) }));
      expect(none.guest).not.toBe("in");
      const doubled = await outcome(createMiddle({ guest: (f, i) => (i === index ? [f, f] : [f]) }));
      expect(doubled.host).not.toBe("in");
    }
    const swapped: Uint8Array[] = [];
    const order = await outcome(
      createMiddle({
        host: (frame, index) => {
          swapped.push(frame);
          return index === 1 ? swapped.toReversed() : [];
        },
      }),
    );
    expect(order.guest).not.toBe("in");
  });

  test("somebody in between without the link's secret cannot put in their own keys", async () => {
    const swap = (frame: Uint8Array, index: number) => [
      index === 0 ? concat(version, native.createX25519().publicKey, frame.subarray(33)) : frame,
    ];
    expect(await outcome(createMiddle({ guest: swap }))).toEqual({
      guest: "lost",
      host: "authentication-failed",
    });
    expect(await outcome(createMiddle({ host: swap }))).toEqual({
      guest: "authentication-failed",
      host: "lost",
    });
  });

  test("points of low order are refused by both sides", async () => {
    const zero = { privateKey: random.bytes(32), publicKey: new Uint8Array(32) };
    const link = createLink();
    // The worst case: somebody who has the link, and so can make a message that authenticates.
    const prologue = createPrologue("link", linkId, link.hostKeyHash);
    const { psk } = deriveLinkKeys(native, link.secret);
    const { message } = startNoise({ crypto: native, prologue, psk, ephemeral: zero });
    const low = (_frame: Uint8Array, index: number) => (index === 0 ? [concat(version, message)] : []);
    expect(await outcome(createMiddle({ guest: low }), { link })).toMatchObject({
      host: "authentication-failed",
    });
    const lowAnswer = (frame: Uint8Array, index: number) =>
      index === 0 ? [concat(version, new Uint8Array(32), frame.subarray(33))] : [];
    expect(await outcome(createMiddle({ host: lowAnswer }), { link })).toMatchObject({
      guest: "authentication-failed",
    });
  });

  test("a message sent back to its sender opens nothing", async () => {
    const middle = createMiddle({ guest: () => [] });
    middle.tamperGuest = (frame) => {
      middle.toGuest(frame);
      return [];
    };
    expect(await outcome(middle)).toEqual({ guest: "authentication-failed", host: "lost" });
    const late: Middle = createMiddle();
    late.tamperHost = (frame, index) => {
      if (index === 1) late.toHost(frame);
      return [frame];
    };
    expect((await outcome(late)).host).toBe("authentication-failed");
  });

  test("a recorded handshake played again gets no connection and no long wait", async () => {
    const link = createLink();
    const middle = createMiddle();
    expect((await outcome(middle, { link })).host).toBe("in");
    const clock = createManualClock();
    const replay = createChannelPair();
    for (const frame of middle.fromGuest) replay.a.send(frame);
    const { host } = await settleHost(replay, link.secret, clock);
    expect(host).toBe("authentication-failed");

    const patient = createChannelPair();
    patient.a.send(middle.fromGuest[0] ?? version);
    const waiting = await settleHost(patient, link.secret, clock, 10_000);
    expect(waiting.host).toBe("handshake-timeout");
  });

  test("another secret, host, link or session key fails, each in its way", async () => {
    const link = createLink();
    const accept = (changed: object) => ({ link, accept: changed });
    const otherPsk = deriveLinkKeys(native, createLinkSecret(random)).psk;
    expect(await outcome(createMiddle(), accept({ psk: otherPsk }))).toEqual({
      guest: "lost",
      host: "authentication-failed",
    });
    expect(await outcome(createMiddle(), accept({ linkId: createLinkId(random) }))).toEqual({
      guest: "lost",
      host: "authentication-failed",
    });
    // An honest host with another key has another prologue.
    expect(await outcome(createMiddle(), accept({ identity: native.createEd25519() }))).toEqual({
      guest: "lost",
      host: "authentication-failed",
    });
  });

  test("somebody who has the link but not the host's key is found out: wrong-host-key", async () => {
    const link = createLink();
    const thief = native.createEd25519();
    const identities = {
      // Shows its own key …
      "its own key": thief,
      // … or the host's, without being able to sign for it.
      "the host's key": { privateKey: thief.privateKey, publicKey: hostIdentity.publicKey },
    };
    for (const [what, identity] of Object.entries(identities)) {
      const result = await impersonate(link.secret, identity, sessionId);
      expect(result, what).toBe("wrong-host-key");
    }
    expect(await impersonate(link.secret, hostIdentity, sessionId)).toBe("in");
  });

  test("a proof for another handshake, link or way in is no proof", async () => {
    const link = createLink();
    expect(await impersonate(link.secret, hostIdentity, sessionId, { handshakeHash: random.bytes(32) })).toBe(
      "wrong-host-key",
    );
    expect(await impersonate(link.secret, hostIdentity, sessionId, { linkId: createLinkId(random) })).toBe(
      "wrong-host-key",
    );
    // The session is what the host signs; a proof moved to another session does not verify.
    expect(
      await impersonate(link.secret, hostIdentity, createSessionId(random), { signedSession: sessionId }),
    ).toBe("wrong-host-key");
  });

  test("another version is told as such, and changing the byte under way gains nothing", async () => {
    const changed = (frame: Uint8Array, index: number) => [
      index === 0 ? concat(Uint8Array.of(2), frame.subarray(1)) : frame,
    ];
    expect(await outcome(createMiddle({ host: changed }))).toEqual({
      guest: "version-unsupported",
      host: "lost",
    });
    expect(await outcome(createMiddle({ guest: changed }))).toMatchObject({ host: "version-unsupported" });
    const pair = createChannelPair();
    const answers: Uint8Array[] = [];
    pair.a.onFrame((frame) => answers.push(frame));
    pair.a.send(Uint8Array.of(2, 9, 9));
    expect((await settleHost(pair, createLinkSecret(random), createManualClock())).host).toBe(
      "version-unsupported",
    );
    expect(answers).toEqual([version]);
  });

  test("what the pipe says when it closes is believed only where it is the pipe's to say", async () => {
    const said: Record<string, CloseReason> = {};
    for (const reason of [
      "unknown-link",
      "host-offline",
      "rate-limited",
      "removed",
      "wrong-host-key",
      "ended",
    ] as const) {
      const pair = createChannelPair();
      const greeting = startGuestHandshake({
        channel: pair.a,
        crypto: native,
        clock: createManualClock(),
        link: createLink(),
        identity: guestIdentity,
      });
      pair.b.close(reason);
      const result = await greeting;
      said[reason] = result.ok ? "internal-error" : result.error;
    }
    expect(said).toEqual({
      "unknown-link": "unknown-link",
      "host-offline": "host-offline",
      "rate-limited": "rate-limited",
      removed: "lost",
      "wrong-host-key": "lost",
      ended: "lost",
    });
  });
});

describe("before it is known who it is", () => {
  test("a flood is cut off at 16 KiB, and nothing of it is kept", async () => {
    const pair = createChannelPair();
    const clock = createManualClock();
    pair.a.send(new Uint8Array(16 * 1024 + 1).fill(1));
    expect((await settleHost(pair, createLinkSecret(random), clock)).host).toBe("over-budget");
    expect(clock.pending()).toBe(0);
    expect(pair.a.send(version)).toBe("closed");
  });

  test("a frame that was not asked for ends it", async () => {
    const link = createLink();
    const middle = createMiddle();
    // The host has answered and waits for the presence; the guest is silent and the server talks.
    middle.tamperGuest = (frame, index) => (index === 0 ? [frame, random.bytes(17)] : []);
    expect((await outcome(middle, { link })).host).toBe("authentication-failed");
  });

  test("traffic wins no time: ten seconds to prove oneself, whatever comes", async () => {
    const clock = createManualClock();
    const pair = createChannelPair();
    const { reasons } = receive(pair.a);
    const link = createLink();
    const prologue = createPrologue("link", linkId, link.hostKeyHash);
    const { psk } = deriveLinkKeys(native, link.secret);
    const { host } = await settleHost(pair, link.secret, clock, 9_999, () =>
      pair.a.send(concat(version, startNoise({ crypto: native, prologue, psk }).message)),
    );
    expect(host).toBeUndefined();
    clock.advance(1);
    await settle();
    expect(reasons).toEqual(["handshake-timeout"]);
    expect(clock.pending()).toBe(0);
  });

  test("after that a person has five minutes, no more, and says nothing meanwhile", async () => {
    const clock = createManualClock();
    const pair = createChannelPair();
    const link = createLink();
    const hosts = watchHost(pair, link.secret, clock);
    const greeted = await startGuestHandshake({
      channel: pair.a,
      crypto: native,
      clock,
      link,
      identity: guestIdentity,
    });
    await settle();
    expect(greeted.ok && greeted.value.sessionId).toBe(sessionId);
    const reasons: CloseReason[] = [];
    if (greeted.ok) greeted.value.onClose((reason) => reasons.push(reason));
    clock.advance(5 * 60_000 - 1);
    await settle();
    expect(hosts.result).toBeUndefined();
    clock.advance(1);
    await settle();
    expect([hosts.result, reasons]).toEqual(["handshake-timeout", ["lost"]]);
    if (!greeted.ok) throw new Error("not greeted");
    const late = greeted.value.proceed(utf8("too late"));
    expect(await hear(late).closed).toBe("lost");
    expect(clock.pending()).toBe(0);
  });

  test("a server that talks to a guest who is filling in a form only ends it", async () => {
    const middle = createMiddle();
    const clock = createManualClock();
    const link = createLink();
    watchHost({ b: middle.host }, link.secret, clock);
    const greeted = await startGuestHandshake({
      channel: middle.guest,
      crypto: native,
      clock,
      link,
      identity: guestIdentity,
    });
    if (!greeted.ok) throw new Error("not greeted");
    const closed = new Promise<CloseReason>((resolve) => greeted.value.onClose(resolve));
    middle.toGuest(random.bytes(50));
    expect(await closed).toBe("protocol-error");
  });

  test("garbage of any kind, in any number of frames, never gets a connection", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 6 }),
        async (frames) => {
          const pair = createChannelPair();
          for (const frame of frames) pair.a.send(frame[0] === undefined ? version : frame);
          const { host } = await settleHost(pair, createLinkSecret(random), createManualClock(), 10_000);
          expect(["authentication-failed", "version-unsupported"]).toContain(host);
        },
      ),
      { numRuns: 30, seed: 11 },
    );
  });
});

describe("on an established connection", () => {
  test("a changed, repeated, swapped, missing or invented frame is never read and closes it: authentication-failed", async () => {
    const held: Uint8Array[] = [];
    const attacks: Record<string, (frame: Uint8Array, index: number) => readonly Uint8Array[]> = {
      "changed text": (frame) => [flip(frame, 3)],
      "changed tag": (frame) => [flip(frame, frame.length - 1)],
      "cut short": (frame) => [frame.subarray(0, frame.length - 1)],
      repeated: (frame) => [frame, frame],
      invented: (frame) => [encodeFrame("call", false, random.bytes(40)), frame],
      swapped: (frame) => {
        held.push(frame);
        return held.length === 2 ? held.toReversed() : [];
      },
      missing: (frame) => (held.push(frame) === 3 ? [] : [frame]),
      "another lane": (frame) => [concat(Uint8Array.of((frame[0] ?? 0) ^ 2), frame.subarray(1))],
    };
    for (const [what, attack] of Object.entries(attacks)) {
      held.length = what === "missing" ? 2 : 0;
      const { middle, guest, atGuest, atHost } = await connected();
      middle.tamperGuest = attack;
      guest.send("call", utf8("first"));
      guest.send("call", utf8("second"));
      expect(await atHost.closed, what).toBe("authentication-failed");
      expect(await atGuest.closed, what).toBe("authentication-failed");
      expect(atHost.messages.length, what).toBeLessThan(2);
      expect(["call:first"], what).toEqual(expect.arrayContaining(atHost.messages));
    }
  });

  test("a message sent back to its sender is not read", async () => {
    const { middle, clock, guest, atGuest, atHost } = await connected();
    middle.tamperGuest = (frame) => {
      middle.toGuest(frame);
      return [];
    };
    guest.send("call", utf8("echo"));
    expect(await atGuest.closed).toBe("authentication-failed");
    expect(atGuest.messages).toEqual([]);
    clock.advance(2_000);
    expect(await atHost.closed).toBe("lost");
  });

  test("a message whose end is kept back is kept back, not read in part", async () => {
    const { middle, clock, guest, host, atHost } = await connected();
    middle.tamperGuest = (frame) => [concat(Uint8Array.of((frame[0] ?? 0) | 1), frame.subarray(1))];
    guest.send("call", utf8("first"));
    guest.send("call", utf8("second"));
    await settle();
    expect([atHost.messages, atHost.reasons]).toEqual([[], []]);
    host.close("removed");
    clock.advance(2_000);
    await Promise.all([host.finished, guest.finished]);
  });

  test("frames of another connection under the same link are not read", async () => {
    const one = await connected();
    const two = await connected();
    one.middle.tamperGuest = () => [];
    one.guest.send("call", utf8("for the other"));
    await settle();
    two.middle.toHost(one.middle.fromGuest.at(-1) ?? version);
    expect(await two.atHost.closed).toBe("authentication-failed");
    expect(two.atHost.messages).toEqual([]);
  });

  test("an endless or oversized message is cut off at the lane's bound", async () => {
    for (const [lane, pieces] of [
      ["log", 18],
      ["call", 3],
      ["glance", 1],
    ] as const) {
      const { middle, atHost } = await connected();
      const piece = new Uint8Array(65_536);
      for (let i = 0; i < pieces; i++) {
        middle.toHost(encodeFrame(lane, true, piece));
        await settle();
      }
      expect(await atHost.closed, lane).toBe("protocol-error");
      expect(atHost.messages).toEqual([]);
    }
  });

  test("a frame of no lane, of nothing or with nothing in it closes it: protocol-error", async () => {
    for (const frame of [new Uint8Array(0), Uint8Array.of(0), Uint8Array.of(6, 1), Uint8Array.of(0x82, 1)]) {
      const { middle, atHost, atGuest } = await connected();
      middle.toHost(frame);
      expect(await Promise.all([atHost.closed, atGuest.closed])).toEqual([
        "protocol-error",
        "protocol-error",
      ]);
    }
  });

  test("forged, repeated and old glances are dropped and counted; the connection stays", async () => {
    const { middle, guest, host, atHost } = await connected();
    guest.sendGlance(utf8("one"));
    await settle();
    const glance = middle.fromGuest.at(-1) ?? version;
    for (const frame of [
      glance,
      flip(glance, 20),
      flip(glance, 8),
      encodeFrame("glance", false, random.bytes(60)),
    ]) {
      middle.toHost(frame);
    }
    guest.sendGlance(utf8("two"));
    await atHost.count(2);
    expect(atHost.messages).toEqual(["glance:one", "glance:two"]);
    expect(host.droppedGlances).toBe(4);
    expect(atHost.reasons).toEqual([]);
  });

  test("a server cannot say that somebody was removed: a cut line is lost on both sides", async () => {
    const { middle, atGuest, atHost } = await connected();
    middle.guest.close("removed");
    expect(await Promise.all([atGuest.closed, atHost.closed])).toEqual(["lost", "lost"]);
  });

  test("a guest cannot end the session in the host's words", async () => {
    const { guest, atHost } = await connected();
    guest.close("removed");
    expect(await atHost.closed).toBe("lost");
  });
});

describe("while moving to another carrier", () => {
  test("a carrier without the keys is dropped, and the connection does not notice", async () => {
    const { guest, host, atHost } = await connected();
    const [log, call] = [createChannelPair(), createChannelPair()];
    const moving = host.addCarrier({ log: log.a, call: call.a });
    const atLog = receive(log.b);
    call.b.send(encodeFrame("call", false, random.bytes(40)));
    expect(await moving).toBe("dropped");
    guest.send("call", utf8("still here"));
    await atHost.count(1);
    expect([host.carrier, atHost.reasons]).toEqual(["relay", []]);
    expect(await atLog.closed).toBe("left");
  });

  test("lanes that were exchanged, messages sent back, and relay frames on the new carrier are refused", async () => {
    const attacks = ["exchanged", "reflected", "relay frames"] as const;
    for (const attack of attacks) {
      const { middle, guest, host, atHost, atGuest } = await connected();
      const [log, call] = [createChannelPair(), createChannelPair()];
      const pipes = {
        exchanged: () => [
          host.addCarrier({ log: call.a, call: log.a }),
          guest.addCarrier({ log: log.b, call: call.b }),
        ],
        reflected: () => {
          call.b.onFrame((frame) => call.b.send(frame));
          log.b.onFrame((frame) => log.b.send(frame));
          return [host.addCarrier({ log: log.a, call: call.a })];
        },
        "relay frames": () => {
          guest.send("call", utf8("recorded"));
          const moving = host.addCarrier({ log: log.a, call: call.a });
          call.b.send(middle.fromGuest.at(-1) ?? version);
          return [moving];
        },
      };
      for (const moved of await Promise.all(pipes[attack]())) expect(moved, attack).toBe("dropped");
      host.send("log", utf8("still here"));
      await atGuest.count(1);
      expect([atHost.reasons, atGuest.reasons], attack).toEqual([[], []]);
    }
  });

  test("two sides that count their attempts differently stay on the relay", async () => {
    const { guest, host, atGuest } = await connected();
    const [log, call] = [createChannelPair(), createChannelPair()];
    const moves = await Promise.all([
      host.addCarrier({ log: log.a, call: call.a, attempt: 2 }),
      guest.addCarrier({ log: log.b, call: call.b, attempt: 1 }),
    ]);
    expect(moves).toEqual(["dropped", "dropped"]);
    host.send("log", utf8("here"));
    await atGuest.count(1);
  });

  test("after the move the relay may say what it likes", async () => {
    const { middle, guest, host, atHost, atGuest } = await connected();
    // The relay's side that hears nothing of the end cannot be told from one that is slow.
    const [log, call] = [createChannelPair(), createChannelPair()];
    const glance = createDatagramPair();
    const moves = await Promise.all([
      host.addCarrier({ log: log.a, call: call.a, glance: glance.a }),
      guest.addCarrier({ log: log.b, call: call.b, glance: glance.b }),
    ]);
    expect(moves).toEqual(["moved", "moved"]);
    middle.toHost(random.bytes(100));
    middle.toGuest(encodeFrame("log", false, random.bytes(100)));
    middle.host.close("removed");
    host.send("log", utf8("unmoved"));
    await atGuest.count(1);
    expect([atHost.reasons, atGuest.reasons]).toEqual([[], []]);
  });

  test("garbage on the carrier that carries closes the connection: authentication-failed", async () => {
    const { guest, host, atHost, atGuest } = await connected();
    const [log, call] = [createMiddle(), createChannelPair()];
    await Promise.all([
      host.addCarrier({ log: log.host, call: call.a }),
      guest.addCarrier({ log: log.guest, call: call.b }),
    ]);
    log.toHost(encodeFrame("log", false, random.bytes(40)));
    expect(await Promise.all([atHost.closed, atGuest.closed])).toEqual([
      "authentication-failed",
      "authentication-failed",
    ]);
  });
});

/** A host that accepts what comes on side b; `result` once it is decided. */
function watchHost(
  pair: { readonly b: Middle["host"] },
  secret: Uint8Array,
  clock: ReturnType<typeof createManualClock>,
) {
  const watched: { result: CloseReason | "in" | undefined } = { result: undefined };
  const accepting = acceptHandshake({
    channel: pair.b,
    crypto: native,
    clock,
    psk: deriveLinkKeys(native, secret).psk,
    linkId,
    sessionId,
    identity: hostIdentity,
    greeting: utf8("welcome"),
  });
  void accepting.then((result) => {
    watched.result = result.ok ? "in" : result.error;
  });
  return watched;
}

async function settleHost(
  pair: { readonly b: Middle["host"] },
  secret: Uint8Array,
  clock: ReturnType<typeof createManualClock>,
  advanceMs = 0,
  knock: () => void = () => {},
) {
  const watched = watchHost(pair, secret, clock);
  await settle();
  knock();
  await settle();
  clock.advance(advanceMs);
  await settle();
  return { host: watched.result };
}

/** A host that has the link's secret and says what it likes; what the guest thinks of it. */
async function impersonate(
  secret: Uint8Array,
  identity: typeof hostIdentity,
  session: typeof sessionId,
  lies: {
    readonly handshakeHash?: Uint8Array;
    readonly linkId?: typeof linkId;
    readonly signedSession?: typeof sessionId;
  } = {},
) {
  const link = { ...createLink(), secret };
  const pair = createChannelPair();
  pair.b.onFrame((frame) => {
    const prologue = createPrologue("link", linkId, hashHostKey(native, hostIdentity.publicKey));
    const { psk } = deriveLinkKeys(native, secret);
    const noise = answerNoise({ crypto: native, prologue, psk }, frame.subarray(1));
    if (noise === undefined) return;
    pair.b.send(concat(version, noise.message));
    const bound = { handshakeHash: noise.handshakeHash, wayIn: "link" as const, linkId, ...lies };
    const signed = encodeHostProof(native, identity, bound, {
      sessionId: lies.signedSession ?? session,
      greeting: utf8("hello"),
    });
    const [key, signature, , greeting] = readLengthPrefixed(signed) ?? [];
    const proof = lengthPrefixed(key ?? version, signature ?? version, utf8(session), greeting ?? version);
    const sealer = createOrderedSealer({
      crypto: native,
      lane: "handshake",
      key: deriveKey(native, noise, { lane: "handshake", sender: "host", carrier: "relay" }),
    });
    pair.b.send(sealer.seal("message", proof));
  });
  const clock = createManualClock();
  const result = await startGuestHandshake({
    channel: pair.a,
    crypto: native,
    clock,
    link,
    identity: guestIdentity,
  });
  if (result.ok) expect(hex(result.value.hostKey)).toBe(hex(hostIdentity.publicKey));
  return result.ok ? "in" : result.error;
}
