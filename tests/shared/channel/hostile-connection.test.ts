import { describe, expect, test } from "vitest";
import { concat, utf8 } from "../../../shared/base/bytes.ts";
import { encodeFrame } from "../../../shared/channel/chunked.ts";
import { createChannelPair } from "../../../shared/channel/pair.ts";
import { receive } from "../../contracts/channel.ts";
import { createMiddle, flip } from "./middle.ts";
import { createDatagramPair, createManualClock, hear, random, settle, shakeHands } from "./support.ts";

const version = Uint8Array.of(1);

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

describe("on an established connection", () => {
  test("[C3] a changed, repeated, swapped, missing or invented frame is never read and closes it: authentication-failed", async () => {
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

  test("[C3] a message sent back to its sender is not read", async () => {
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

  test("[C3] a message whose end is kept back is kept back, not read in part", async () => {
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

  test("[C3] frames of another connection under the same link are not read", async () => {
    const one = await connected();
    const two = await connected();
    one.middle.tamperGuest = () => [];
    one.guest.send("call", utf8("for the other"));
    await settle();
    two.middle.toHost(one.middle.fromGuest.at(-1) ?? version);
    expect(await two.atHost.closed).toBe("authentication-failed");
    expect(two.atHost.messages).toEqual([]);
  });

  test("[P5] an endless or oversized message is cut off at the lane's bound", async () => {
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

  test("[P5] a frame of no lane, of nothing or with nothing in it closes it: protocol-error", async () => {
    for (const frame of [new Uint8Array(0), Uint8Array.of(0), Uint8Array.of(6, 1), Uint8Array.of(0x82, 1)]) {
      const { middle, atHost, atGuest } = await connected();
      middle.toHost(frame);
      expect(await Promise.all([atHost.closed, atGuest.closed])).toEqual([
        "protocol-error",
        "protocol-error",
      ]);
    }
  });

  test("[C7] forged, repeated and old glances are dropped and counted; the connection stays", async () => {
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

  test("[C6] a server cannot say that somebody was removed: a cut line is lost on both sides", async () => {
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
  test("[C5] a carrier without the keys is dropped, and the connection does not notice", async () => {
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

  test("[C3, C5] lanes that were exchanged, messages sent back, and relay frames on the new carrier are refused", async () => {
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

  test("[C5] two sides that count their attempts differently stay on the relay", async () => {
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

  test("[C5] after the move the relay may say what it likes", async () => {
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

  test("[C3] garbage on the carrier that carries closes the connection: authentication-failed", async () => {
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
