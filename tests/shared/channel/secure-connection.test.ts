import { describe, expect, test } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { createCutter } from "../../../shared/channel/chunked.ts";
import type { CloseReason } from "../../../shared/channel/close-reason.ts";
import { maxMessageBytes } from "../../../shared/channel/connection.ts";
import { deriveKey } from "../../../shared/channel/keys.ts";
import { answerNoise, type NoiseResult, startNoise } from "../../../shared/channel/noise.ts";
import { createOrderedSealer, type MessageType } from "../../../shared/channel/ordered-lane.ts";
import { laneHighMarkBytes, type OrderedLane } from "../../../shared/channel/outbox.ts";
import { createChannelPair, createFlushablePair } from "../../../shared/channel/pair.ts";
import { createSecureConnection } from "../../../shared/channel/secure-connection.ts";
import { connect, createManualClock, hear, hex, native, noble, settle, shakeHands } from "./support.ts";

describe.each([
  ["native on both sides", {}],
  ["noble in the page", { guestCrypto: noble }],
] as const)("a secure connection, %s", (_name, options) => {
  test("brings messages of both lanes, glances and controls to the other side, whole and in order", async () => {
    const { guest, host } = await connect(options);
    const atHost = hear(host);
    const atGuest = hear(guest);
    for (let i = 0; i < 20; i++) {
      guest.send("call", utf8(`g${i}`));
      host.send(i % 2 === 0 ? "log" : "call", utf8(`h${i}`));
    }
    guest.sendGlance(utf8("cursor"));
    guest.sendControl(utf8("offer"));
    await Promise.all([atHost.count(21), atGuest.count(20)]);
    await settle();
    expect(atHost.messages.filter((each) => each.startsWith("call"))).toEqual(
      Array.from({ length: 20 }, (_, i) => `call:g${i}`),
    );
    expect(atHost.messages).toContain("glance:cursor");
    expect(atHost.controls).toEqual(["offer"]);
    const evens = Array.from({ length: 10 }, (_, i) => `log:h${2 * i}`);
    expect(atGuest.messages.filter((each) => each.startsWith("log"))).toEqual(evens);
    expect(hex(guest.handshakeHash)).toBe(hex(host.handshakeHash));
    expect([guest.role, host.role, guest.carrier]).toEqual(["guest", "host", "relay"]);
  });

  test("the largest messages of each lane pass", async () => {
    const { guest, host } = await connect(options);
    const sizes: number[] = [];
    const done = new Promise<void>((resolve) => {
      host.onMessage((_lane, message) => {
        sizes.push(message.length);
        if (sizes.length === 3) resolve();
      });
    });
    guest.sendGlance(new Uint8Array(maxMessageBytes.glance).fill(1));
    guest.send("log", new Uint8Array(maxMessageBytes.log).fill(2));
    guest.send("call", new Uint8Array(maxMessageBytes.call).fill(3));
    await done;
    expect(sizes.toSorted((a, b) => a - b)).toEqual([900, 131_072, 1_048_576]);
    expect(() => guest.send("call", new Uint8Array(maxMessageBytes.call + 1))).toThrow(/fits the call lane/);
    expect(() => guest.send("log", new Uint8Array(0))).toThrow(/fits the log lane/);
    expect(() => guest.sendGlance(new Uint8Array(901))).toThrow(/fits/);
    expect(() => guest.sendControl(new Uint8Array(16 * 1024 + 1))).toThrow(/16 KiB/);
  });
});

describe("closing", () => {
  const reasons = [
    ["host", "removed", "removed"],
    ["host", "ended", "ended"],
    ["host", "refused", "refused"],
    ["host", "wrong-host-key", "lost"],
    ["guest", "left", "left"],
    ["guest", "ended", "lost"],
    ["guest", "protocol-error", "protocol-error"],
  ] as const;

  test.each(reasons)(
    "the %s closes with %s: itself hears that, the other side %s, each once",
    async (who, reason, told) => {
      const { guest, host } = await connect();
      const [own, far] = who === "host" ? [host, guest] : [guest, host];
      const atOwn = hear(own);
      const atFar = hear(far);
      own.close(reason);
      own.close("idle");
      expect(own.send("call", utf8("late"))).toBe("closed");
      expect(await Promise.all([atOwn.closed, atFar.closed])).toEqual([reason, told]);
      await Promise.all([guest.finished, host.finished]);
      expect([atOwn.reasons, atFar.reasons]).toEqual([[reason], [told]]);
      expect(far.send("call", utf8("late"))).toBe("closed");
    },
  );

  test("what was taken before the end of the session still arrives, after a full carrier too", async () => {
    const line = createFlushablePair({ highMarkBytes: 40_000 });
    const { guest, host } = await connectOver(line);
    const atGuest = hear(guest);
    for (let i = 0; i < 5; i++) expect(host.send("log", utf8(`${i}`.padEnd(30_000, ".")))).toBe("sent");
    host.send("call", utf8("bye"));
    host.close("ended");
    while (line.flush() > 0) await settle();
    expect(await atGuest.closed).toBe("ended");
    expect(atGuest.messages.filter((each) => each.startsWith("log")).map((each) => each[4])).toEqual([
      ..."01234",
    ]);
    expect(atGuest.messages).toContain("call:bye");
  });

  test("what was taken before a removal is thrown away, except what was under way", async () => {
    const line = createFlushablePair({ highMarkBytes: 40_000 });
    const { guest, host } = await connectOver(line);
    const atGuest = hear(guest);
    for (let i = 0; i < 5; i++) host.send("log", utf8(`${i}`.padEnd(30_000, ".")));
    host.close("removed");
    while (line.flush() > 0) await settle();
    expect(await atGuest.closed).toBe("removed");
    // Two frames fill this line: the first message and the beginning of the second, which is finished.
    expect(atGuest.messages.map((each) => each[4])).toEqual(["0", "1"]);
  });

  test("[C6] a pipe that closes, whatever it says, is a lost line", async () => {
    for (const said of ["removed", "ended", "left", "over-budget"] as const) {
      const { guest, host, pair } = await connect();
      const atGuest = hear(guest);
      const atHost = hear(host);
      pair.b.close(said);
      expect(await Promise.all([atGuest.closed, atHost.closed])).toEqual(["lost", "lost"]);
      await Promise.all([guest.finished, host.finished]);
    }
  });

  test("a peer that does not answer a close costs two seconds, no more", async () => {
    const clock = createManualClock();
    const line = createFlushablePair();
    const { host } = await connectOver(line, clock);
    let finished = false;
    void host.finished.then(() => {
      finished = true;
    });
    host.close("removed");
    clock.advance(1_999);
    await settle();
    expect(finished).toBe(false);
    clock.advance(1);
    await settle();
    expect([finished, clock.pending()]).toEqual([true, 1]);
  });

  test("both sides closing at once end without waiting", async () => {
    const clock = createManualClock();
    const line = createFlushablePair();
    const { guest, host } = await connectOver(line, clock);
    const [atGuest, atHost] = [hear(guest), hear(host)];
    host.close("ended");
    guest.close("left");
    line.flush();
    expect(await Promise.all([atGuest.closed, atHost.closed])).toEqual(["left", "ended"]);
    await Promise.all([guest.finished, host.finished]);
    expect(clock.pending()).toBe(0);
  });

  test("a listener may close from inside a message, and hears no more", async () => {
    const { guest, host } = await connect();
    const seen: number[] = [];
    host.onMessage((_lane, message) => {
      seen.push(message[0] ?? 0);
      host.close("removed");
    });
    const atGuest = hear(guest);
    for (let i = 1; i < 4; i++) guest.send("call", Uint8Array.of(i));
    expect(await atGuest.closed).toBe("removed");
    expect(seen).toEqual([1]);
  });
});

describe("flow", () => {
  test("a lane says full above its high mark, drains once, and the other lane goes on", async () => {
    const line = createFlushablePair({ highMarkBytes: 64 * 1024 });
    const { guest, host } = await connectOver(line);
    const atGuest = hear(guest);
    const drained: string[] = [];
    host.onDrain((lane) => drained.push(lane));
    let taken = 0;
    while (host.send("log", new Uint8Array(32 * 1024)) === "sent") taken++;
    expect(taken).toBeGreaterThanOrEqual(8);
    expect(host.queuedBytes("log")).toBeGreaterThanOrEqual(laneHighMarkBytes);
    expect(host.queuedBytes("log")).toBeLessThan(laneHighMarkBytes + 33 * 1024);
    expect(host.send("call", utf8("still"))).toBe("sent");
    line.flush();
    expect(drained).toEqual(["log"]);
    expect(host.queuedBytes("log")).toBe(0);
    await settle();
    expect(atGuest.messages.length).toBe(taken + 1);
  });

  test("a call message passes the frames of a long log message on the way", async () => {
    const line = createFlushablePair({ highMarkBytes: 20_000 });
    const { guest, host } = await connectOver(line);
    const atGuest = hear(guest);
    for (let i = 0; i < 4; i++) host.send("log", new Uint8Array(65_000));
    host.send("call", utf8("answer"));
    // Two frames fill the line; the next but one at the latest is the call's.
    for (let i = 0; i < 4; i++) line.flushOne("a");
    await settle();
    expect(atGuest.messages).toEqual(["call:answer"]);
  });

  test("neither lane starves the other on a narrow line: they take turns", async () => {
    const line = createFlushablePair({ highMarkBytes: 1_000 });
    const { guest, host } = await connectOver(line);
    const atGuest = hear(guest);
    for (let i = 0; i < 20; i++) {
      host.send("call", new Uint8Array(2_000));
      host.send("log", new Uint8Array(2_000));
    }
    for (let i = 0; i < 20; i++) line.flushOne("a");
    await settle();
    const log = atGuest.messages.filter((each) => each.startsWith("log")).length;
    expect([atGuest.messages.length, log]).toEqual([20, 10]);
  });

  test("glances are thrown away while the carrier is full, and nothing else is", async () => {
    const line = createFlushablePair({ highMarkBytes: 20_000 });
    const { guest, host } = await connectOver(line);
    const atGuest = hear(guest);
    host.send("log", new Uint8Array(60_000));
    for (let i = 0; i < 100; i++) host.sendGlance(utf8(`g${i}`));
    line.flush();
    host.sendGlance(utf8("later"));
    line.flush();
    await settle();
    expect(atGuest.messages.map((each) => each.slice(0, 12))).toEqual([
      `log:${"\0".repeat(8)}`,
      "glance:later",
    ]);
  });

  test("messages that come before the first listener are kept for it", async () => {
    const { guest, host } = await connect();
    guest.send("call", utf8("early"));
    guest.sendControl(utf8("early control"));
    await settle();
    const atHost = hear(host);
    guest.send("call", utf8("later"));
    await atHost.count(2);
    expect(atHost.messages).toEqual(["call:early", "call:later"]);
    expect(atHost.controls).toEqual(["early control"]);
  });
});

describe("a peer that has the keys and breaks the rules", () => {
  const play = (
    say: (seal: (type: MessageType, message: Uint8Array) => Uint8Array) => Uint8Array,
    lane: OrderedLane,
  ) => {
    const pair = createChannelPair();
    const noise = noiseOf();
    const host = createSecureConnection({
      crypto: native,
      clock: createManualClock(),
      noise,
      role: "host",
      channel: pair.b,
    });
    const key = deriveKey(native, noise, { lane, sender: "guest", carrier: "relay" });
    const sealer = createOrderedSealer({ crypto: native, lane, key });
    const heard = hear(host);
    pair.a.onFrame(() => {});
    const cutter = createCutter(lane, say(sealer.seal), 16_384);
    for (let frame = cutter.next(); frame !== undefined; frame = cutter.next()) pair.a.send(frame);
    return heard;
  };
  const text = utf8("x");
  const breaches: readonly (readonly [string, OrderedLane, MessageType, Uint8Array, CloseReason])[] = [
    ["an empty message", "call", "message", new Uint8Array(0), "protocol-error"],
    ["a control on the log lane", "log", "control", text, "protocol-error"],
    ["a control of more than 16 KiB", "call", "control", new Uint8Array(16 * 1024 + 1), "protocol-error"],
    ["a hello on the relay", "call", "hello", text, "protocol-error"],
    ["a settled out of nowhere", "call", "settled", text, "protocol-error"],
    ["a move without a carrier", "call", "moved", text, "lost"],
    ["a close for no reason", "call", "close", utf8("because"), "protocol-error"],
    ["a close in the host's words", "call", "close", utf8("removed"), "protocol-error"],
  ];
  test.each(breaches)("[P5] %s ends it", async (_what, lane, type, message, reason) => {
    const heard = play((seal) => seal(type, message), lane);
    expect(await heard.closed).toBe(reason);
    expect([heard.messages, heard.controls]).toEqual([[], []]);
  });

  test("a control of exactly 16 KiB does not", async () => {
    const heard = play((seal) => seal("control", new Uint8Array(16 * 1024)), "call");
    await settle();
    expect([heard.controls.length, heard.reasons]).toEqual([1, []]);
  });
});

test("a peer that floods a connection nobody listens to yet is cut off at 4 MiB", async () => {
  const { guest, host } = await connect();
  const reasons: CloseReason[] = [];
  host.onClose((reason) => reasons.push(reason));
  for (let i = 0; i < 5; i++) {
    guest.send("log", new Uint8Array(maxMessageBytes.log));
    await settle();
  }
  expect(reasons).toEqual(["protocol-error"]);
});

describe("new keys", () => {
  test("[C7] come every so many messages, on every lane, and nothing is lost", async () => {
    const pair = createChannelPair();
    const clock = createManualClock();
    const noise = noiseOf();
    const common = { crypto: noble, clock, noise, ratchetMessages: 4 };
    const guest = createSecureConnection({ ...common, role: "guest", channel: pair.a });
    const host = createSecureConnection({ ...common, role: "host", channel: pair.b });
    const atHost = hear(host);
    for (let i = 0; i < 30; i++) {
      guest.send("log", utf8(`${i}`));
      guest.send("call", utf8(`${i}`));
      guest.sendGlance(utf8(`${i}`));
    }
    await atHost.count(90);
    for (const lane of ["log", "call", "glance"]) {
      expect(atHost.messages.filter((each) => each.startsWith(lane))).toEqual(
        Array.from({ length: 30 }, (_, i) => `${lane}:${i}`),
      );
    }
    expect(host.droppedGlances).toBe(0);
  });

  test("[C7] come every 15 minutes though nobody says anything", async () => {
    const clock = createManualClock();
    const line = createFlushablePair();
    const { guest, host } = await connectOver(line, clock);
    const atHost = hear(host);
    clock.advance(14 * 60_000);
    expect(line.waiting("a") + line.waiting("b")).toBe(0);
    clock.advance(60_000);
    expect([line.waiting("a"), line.waiting("b")]).toEqual([2, 2]);
    line.flush();
    guest.send("call", utf8("under the next key"));
    guest.sendGlance(utf8("too"));
    line.flush();
    await settle();
    expect(atHost.messages).toEqual(["call:under the next key", "glance:too"]);
    guest.close("left");
    line.flush();
    await atHost.closed;
    expect(clock.pending()).toBe(0);
  });
});

function noiseOf(): NoiseResult {
  const inputs = { crypto: noble, prologue: utf8("p"), psk: new Uint8Array(32) };
  const noise = answerNoise(inputs, startNoise(inputs).message);
  if (noise === undefined) throw new Error("no handshake");
  return noise;
}

/** A connection over a line that delivers only when told. */
async function connectOver(line: ReturnType<typeof createFlushablePair>, clock = createManualClock()) {
  const shaking = shakeHands({ channels: { guest: line.a, host: line.b }, clock });
  for (let i = 0; i < 10; i++) {
    line.flush();
    await settle();
  }
  const { guest, host } = await shaking;
  if (!guest.ok || !host.ok) throw new Error("the handshake failed");
  return { guest: guest.value, host: host.value };
}
