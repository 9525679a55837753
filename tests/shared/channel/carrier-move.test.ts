import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { maxMessageBytes } from "../../../shared/channel/connection.ts";
import { createFlushablePair, type FlushablePair, type Side } from "../../../shared/channel/pair.ts";
import type { SecureConnection } from "../../../shared/channel/secure-connection.ts";
import { count } from "../../support/counts.ts";
import { createDatagramPair, createManualClock, hear, settle, shakeHands } from "./support.ts";

/** Two ends on a relay, and the two pipes they will move to; nothing is delivered before it is told. */
async function prepare(pairOptions: { readonly highMarkBytes?: number } = {}) {
  const relay = createFlushablePair(pairOptions);
  const log = createFlushablePair({ ...pairOptions, maxFrameBytes: 1_100 });
  const call = createFlushablePair({ ...pairOptions, maxFrameBytes: 1_100 });
  const glance = createDatagramPair();
  const clock = createManualClock();
  const shaking = shakeHands({ channels: { guest: relay.a, host: relay.b }, clock });
  for (let i = 0; i < 10; i++) {
    relay.flush();
    await settle();
  }
  const hands = await shaking;
  if (!hands.guest.ok || !hands.host.ok) throw new Error("the handshake failed");
  const guest = hands.guest.value;
  const host = hands.host.value;
  const start = () => [
    guest.addCarrier({ log: log.a, call: call.a, glance: glance.a }),
    host.addCarrier({ log: log.b, call: call.b, glance: glance.b }),
  ];
  const lines = [relay, log, call];
  const flush = async () => {
    for (let quiet = 0; quiet < 3; ) {
      quiet = lines.reduce((moved, line) => moved + line.flush(), 0) === 0 ? quiet + 1 : 0;
      await settle();
    }
  };
  return {
    relay,
    log,
    call,
    clock,
    guest,
    host,
    lines,
    start,
    flush,
    atGuest: hear(guest),
    atHost: hear(host),
  };
}

describe("moving from the relay to WebRTC", () => {
  test("[C5] both ends say webrtc once, the relay is closed and its closing is not theirs", async () => {
    const { guest, host, relay, clock, start, flush, atGuest, atHost } = await prepare();
    const relayClosed: string[] = [];
    relay.a.onClose((reason) => relayClosed.push(reason));
    const moves = start();
    await flush();
    expect(await Promise.all(moves)).toEqual(["moved", "moved"]);
    expect([guest.carrier, host.carrier]).toEqual(["webrtc", "webrtc"]);
    expect([atGuest.carriers, atHost.carriers]).toEqual([["webrtc"], ["webrtc"]]);
    expect(relayClosed).toEqual(["left"]);
    expect([atGuest.reasons, atHost.reasons]).toEqual([[], []]);
    guest.sendGlance(utf8("cursor"));
    guest.send("call", utf8("hello"));
    host.send("log", utf8("entry"));
    await flush();
    expect(atHost.messages).toEqual(["call:hello", "glance:cursor"].toSorted());
    expect(atGuest.messages).toEqual(["log:entry"]);
    // Only the next rekeying of both sides is still due.
    expect(clock.pending()).toBe(2);
  });

  test("[C5] order holds however the deliveries of the three pipes interleave", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 2 }),
            fc.constantFrom<Side>("a", "b"),
            fc.integer({ min: 0, max: 3 }),
          ),
          {
            minLength: 30,
            maxLength: 120,
          },
        ),
        fc.integer({ min: 0, max: 20 }),
        async (steps, startAt) => {
          const { guest, host, lines, start, flush, atGuest, atHost } = await prepare({
            highMarkBytes: 3_000,
          });
          const sent = { guest: [] as string[], host: [] as string[] };
          let number = 0;
          const say = (
            connection: SecureConnection,
            who: "guest" | "host",
            lane: "log" | "call",
            length: number,
          ) => {
            const text = `${number++}`.padEnd(length, ".");
            if (connection.send(lane, utf8(text)) === "sent") sent[who].push(`${lane}:${text}`);
          };
          let moves: Promise<string>[] = [];
          for (const [at, [line, side, action]] of steps.entries()) {
            if (at === startAt) moves = start();
            if (action === 0) say(host, "host", "log", 4_000);
            if (action === 1) say(host, "host", "call", 20);
            if (action === 2) say(guest, "guest", "call", 300);
            lines[line]?.flushOne(side);
            if (at % 5 === 0) await Promise.resolve();
          }
          await flush();
          expect(await Promise.all(moves)).toEqual(["moved", "moved"]);
          for (const lane of ["log", "call"]) {
            const of = (list: readonly string[]) => list.filter((each) => each.startsWith(lane));
            expect(of(atGuest.messages)).toEqual(of(sent.host));
            expect(of(atHost.messages)).toEqual(of(sent.guest));
          }
          expect([guest.carrier, host.carrier, atGuest.reasons, atHost.reasons]).toEqual([
            "webrtc",
            "webrtc",
            [],
            [],
          ]);
        },
      ),
      { numRuns: count(40, 2_000), seed: 3 },
    );
  });

  test("[C5] what comes early on the new pipes waits for what is still under way on the relay", async () => {
    const { host, relay, log, call, start, atGuest, flush } = await prepare();
    host.send("log", utf8("old"));
    void start();
    // Everything but the relay is delivered.
    for (let i = 0; i < 5; i++) {
      log.flush();
      call.flush();
    }
    host.send("log", utf8("new"));
    log.flush();
    await settle();
    expect(atGuest.messages).toEqual([]);
    relay.flush();
    await settle();
    expect(atGuest.messages).toEqual(["log:old", "log:new"]);
    await flush();
  });

  test("more than four of the largest messages are not held for a relay that delivers nothing", async () => {
    const { host, log, call, start, atGuest } = await prepare();
    void start();
    for (let i = 0; i < 5; i++) {
      log.flush();
      call.flush();
    }
    for (let i = 0; i < 5; i++) {
      expect(host.send("log", new Uint8Array(maxMessageBytes.log))).toBe("sent");
      log.flush();
    }
    expect(await atGuest.closed).toBe("protocol-error");
  });

  test("[C5] a carrier that closes or says nothing is dropped; the next attempt has new keys and works", async () => {
    const { guest, host, relay, clock, atGuest, start, flush } = await prepare();
    const dead = [createFlushablePair(), createFlushablePair()] as const;
    const first = host.addCarrier({ log: dead[0].b, call: dead[1].b });
    dead[1].cut();
    expect(await first).toBe("dropped");
    const silent = guest.addCarrier({ log: dead[0].a, call: createFlushablePair().a });
    clock.advance(15_000);
    expect(await silent).toBe("dropped");
    host.send("log", utf8("meanwhile"));
    relay.flush();
    await settle();
    expect(atGuest.messages).toEqual(["log:meanwhile"]);
    const moves = start();
    await flush();
    expect(await Promise.all(moves)).toEqual(["moved", "moved"]);
  });

  test("[C5] a carrier of which only one lane works is not moved to", async () => {
    const { guest, host, relay, clock, log, call, start, atGuest } = await prepare();
    const moves = start();
    for (let i = 0; i < 5; i++) call.flush();
    expect(log.waiting("a")).toBe(1);
    clock.advance(15_000);
    expect(await Promise.all(moves)).toEqual(["dropped", "dropped"]);
    host.send("log", utf8("on the relay"));
    relay.flush();
    await settle();
    expect([atGuest.messages, guest.carrier]).toEqual([["log:on the relay"], "relay"]);
  });

  test("once the peer has moved there is no way back, though this side has not", async () => {
    const { relay, log, call, start, atGuest } = await prepare();
    void start();
    for (const line of [log, call]) {
      // The guest hears the hello; the host hears hello and ready, and moves.
      line.flushOne("a");
      while (line.flushOne("b"));
    }
    expect([relay.flushOne("a"), relay.flushOne("a")]).toEqual([true, true]);
    expect([relay.waiting("b"), log.waiting("a")]).toEqual([0, 1]);
    log.cut();
    expect(await atGuest.closed).toBe("lost");
  });

  test("[C6] a carrier that breaks after the move is a lost line, one that breaks in the middle too", async () => {
    const moved = await prepare();
    void moved.start();
    await moved.flush();
    moved.call.cut();
    expect(await Promise.all([moved.atGuest.closed, moved.atHost.closed])).toEqual(["lost", "lost"]);

    const middle = await prepare();
    void middle.start();
    for (let i = 0; i < 5; i++) {
      middle.log.flush();
      middle.call.flush();
    }
    middle.log.cut();
    expect(await Promise.all([middle.atGuest.closed, middle.atHost.closed])).toEqual(["lost", "lost"]);
    await Promise.all([middle.guest.finished, middle.host.finished]);
    expect(middle.clock.pending()).toBe(0);
  });

  test("[C6] the relay breaking in the middle of a move is a lost line", async () => {
    const { relay, log, call, start, atGuest, atHost } = await prepare();
    void start();
    for (let i = 0; i < 5; i++) {
      log.flush();
      call.flush();
    }
    relay.cut();
    expect(await Promise.all([atGuest.closed, atHost.closed])).toEqual(["lost", "lost"]);
  });

  test("a second move, or one on a closed connection, is refused and its pipes are closed", async () => {
    const { guest, start, flush, atGuest } = await prepare();
    void start();
    await flush();
    const more = createFlushablePair();
    expect(await guest.addCarrier({ log: more.a, call: more.a })).toBe("dropped");
    expect(more.a.send(utf8("x"))).toBe("closed");
    guest.close("left");
    await atGuest.closed;
    const late = createFlushablePair();
    expect(await guest.addCarrier({ log: late.a, call: late.a })).toBe("dropped");
    expect(late.a.send(utf8("x"))).toBe("closed");
  });

  test("a close in any state of a move is told with its reason", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom<Side>("a", "b")), {
          maxLength: 25,
        }),
        async (steps) => {
          const { guest, host, lines, start, flush, atGuest, atHost } = await prepare();
          void start();
          host.send("log", utf8("entry"));
          for (const [line, side] of steps) lines[line]?.flushOne(side);
          host.close("ended");
          await flush();
          expect([await atGuest.closed, await atHost.closed]).toEqual(["ended", "ended"]);
          expect(atGuest.messages).toEqual(["log:entry"]);
          await Promise.all([guest.finished, host.finished]);
        },
      ),
      { numRuns: count(60, 2_000), seed: 5 },
    );
  });

  test("without datagrams glances go by the call lane's channel", async () => {
    const { guest, host, flush, atHost, log, call } = await prepare();
    void guest.addCarrier({ log: log.a, call: call.a });
    void host.addCarrier({ log: log.b, call: call.b });
    await flush();
    guest.sendGlance(utf8("cursor"));
    await flush();
    expect(atHost.messages).toEqual(["glance:cursor"]);
  });
});

test("both sides of a pair keep what they promise to the other: nothing is left under way", async () => {
  const { lines, start, flush } = await prepare();
  void start();
  await flush();
  const waiting = (line: FlushablePair) => line.waiting("a") + line.waiting("b");
  expect(lines.map(waiting)).toEqual([0, 0, 0]);
});
