import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, lengthPrefixed, utf8 } from "../../../shared/base/bytes.ts";
import { createLinkId, createSessionId } from "../../../shared/base/ids.ts";
import type { CloseReason } from "../../../shared/channel/close-reason.ts";
import { acceptHandshake, startGuestHandshake } from "../../../shared/channel/handshake.ts";
import { deriveKey } from "../../../shared/channel/keys.ts";
import { createLinkSecret, deriveLinkKeys, hashHostKey } from "../../../shared/channel/link-secret.ts";
import { answerNoise, startNoise } from "../../../shared/channel/noise.ts";
import { createOrderedSealer } from "../../../shared/channel/ordered-lane.ts";
import { createChannelPair } from "../../../shared/channel/pair.ts";
import {
  checkGuestProof,
  createPrologue,
  encodeGuestProof,
  encodeHostProof,
  readLengthPrefixed,
} from "../../../shared/channel/proof.ts";
import { count } from "../../support/counts.ts";
import { receive } from "../../contracts/channel.ts";
import { createMiddle, flip, type Middle } from "./middle.ts";
import {
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

describe("during the handshake", () => {
  test("without anybody in between both are in", async () => {
    expect(await outcome(createMiddle())).toEqual({ guest: "in", host: "in" });
  });

  test("[C3] every single changed byte, in any message, keeps the guest out of the host", async () => {
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

  test("[C3] a message cut short, doubled, or left out lets nobody in", async () => {
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

  test("[C3] somebody in between without the link's secret cannot put in their own keys", async () => {
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

  test("[C3] points of low order are refused by both sides", async () => {
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

  test("[C3] a message sent back to its sender opens nothing", async () => {
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

  test("[C3, C4] a recorded handshake played again gets no connection and no long wait", async () => {
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

  test("[C3] another secret, host, link or session key fails, each in its way", async () => {
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

  test("[C2, C3] somebody who has the link but not the host's key is found out: wrong-host-key", async () => {
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

  test("[C2, C3] a proof for another handshake, link or way in is no proof", async () => {
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

  test("[C3] a guest that shows a key it cannot sign with, or a token bound to another, is not let in", async () => {
    const stolen = { privateKey: random.bytes(32), publicKey: guestIdentity.publicKey };
    expect(await outcome(createMiddle(), { guestIdentity: stolen })).toEqual({
      guest: "lost",
      host: "authentication-failed",
    });
    const noise = { handshakeHash: random.bytes(32), hostKey: hostIdentity.publicKey };
    const tokenHash = random.bytes(32);
    const claim = { tokenHash, admission: utf8("let me in") };
    const proof = encodeGuestProof(native, guestIdentity, noise.handshakeHash, noise.hostKey, claim);
    const check = (message: Uint8Array, hash = noise.handshakeHash, key = noise.hostKey) => {
      const checked = checkGuestProof(native, hash, key, message);
      return checked.ok ? "in" : checked.error;
    };
    expect(check(proof)).toBe("in");
    expect(check(proof, random.bytes(32))).toBe("authentication-failed");
    expect(check(proof, noise.handshakeHash, native.createEd25519().publicKey)).toBe("authentication-failed");
    const [key, signature, , admission] = readLengthPrefixed(proof) ?? [];
    if (!key || !signature || !admission) throw new Error("no proof");
    const changed = (token: Uint8Array) => check(lengthPrefixed(key, signature, token, admission));
    expect(changed(random.bytes(32))).toBe("authentication-failed");
    expect(changed(new Uint8Array(0))).toBe("authentication-failed");
    expect(changed(random.bytes(31))).toBe("protocol-error");
    for (const bad of [
      new Uint8Array(0),
      random.bytes(3),
      proof.subarray(1),
      lengthPrefixed(key, signature),
    ]) {
      expect(check(bad)).toBe("protocol-error");
    }
  });

  test("[C3] another version is told as such, and changing the byte under way gains nothing", async () => {
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

  test("[C6] what the pipe says when it closes is believed only where it is the pipe's to say", async () => {
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
  test("[C4] a flood is cut off at 16 KiB, and nothing of it is kept", async () => {
    const pair = createChannelPair();
    const clock = createManualClock();
    pair.a.send(new Uint8Array(16 * 1024 + 1).fill(1));
    expect((await settleHost(pair, createLinkSecret(random), clock)).host).toBe("over-budget");
    expect(clock.pending()).toBe(0);
    expect(pair.a.send(version)).toBe("closed");
  });

  test("[C4] a frame that was not asked for ends it", async () => {
    const link = createLink();
    const middle = createMiddle();
    // The host has answered and waits for the presence; the guest is silent and the server talks.
    middle.tamperGuest = (frame, index) => (index === 0 ? [frame, random.bytes(17)] : []);
    expect((await outcome(middle, { link })).host).toBe("authentication-failed");
  });

  test("[C4] traffic wins no time: ten seconds to prove oneself, whatever comes", async () => {
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

  test("[C4] after that a person has five minutes, no more, and says nothing meanwhile", async () => {
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

  test("[P5] garbage of any kind, in any number of frames, never gets a connection", async () => {
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
      { numRuns: count(30, 2_000), seed: 11 },
    );
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
