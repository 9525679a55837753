import { describe, expect, test } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { encodeFrame } from "../../../shared/channel/chunked.ts";
import { maxMessageBytes } from "../../../shared/channel/connection.ts";
import {
  createConnectionPair,
  createFlushableConnectionPair,
} from "../../../shared/channel/connection-pair.ts";
import { createChannelPair } from "../../../shared/channel/pair.ts";
import { createPlainConnection } from "../../../shared/channel/plain-connection.ts";
import { hear, settle } from "./support.ts";

describe("a plain connection", () => {
  test("brings messages, glances and the largest ones, cut where its channel takes less", async () => {
    const { a, b } = createConnectionPair({ maxFrameBytes: 5_000 });
    const atB = hear(b);
    a.send("call", utf8("hello"));
    a.sendGlance(utf8("cursor"));
    a.send("log", new Uint8Array(maxMessageBytes.log).fill(0x61));
    await atB.count(3);
    expect(atB.messages.map((each) => each.slice(0, 13))).toEqual([
      "call:hello",
      "glance:cursor",
      "log:aaaaaaaaa",
    ]);
    expect(atB.messages[2]?.length).toBe(4 + maxMessageBytes.log);
    expect(a.carrier).toBe("local");
    expect(() => a.send("call", new Uint8Array(maxMessageBytes.call + 1))).toThrow(/fits/);
  });

  test("says full and drains like the others", async () => {
    const { a, b, line } = createFlushableConnectionPair({ highMarkBytes: 10_000 });
    const atB = hear(b);
    const drained: string[] = [];
    a.onDrain((lane) => drained.push(lane));
    let taken = 0;
    while (a.send("log", new Uint8Array(32 * 1024)) === "sent") taken++;
    expect(a.send("call", utf8("x"))).toBe("sent");
    line.flush();
    await settle();
    expect([drained, a.queuedBytes("log"), atB.messages.length]).toEqual([["log"], 0, taken + 1]);
  });

  test("believes what the other end says when it closes", async () => {
    for (const reason of ["removed", "ended", "left", "too-slow"] as const) {
      const { a, b } = createConnectionPair();
      const [atA, atB] = [hear(a), hear(b)];
      a.close(reason);
      a.close("lost");
      expect(await Promise.all([atA.closed, atB.closed])).toEqual([reason, reason]);
      expect([a.send("call", utf8("x")), b.send("call", utf8("x"))]).toEqual(["closed", "closed"]);
      await settle();
      expect([atA.reasons.length, atB.reasons.length]).toEqual([1, 1]);
    }
  });

  test("at the end of the session what was taken still arrives; at a removal it does not", async () => {
    for (const [reason, arrived] of [
      ["ended", 8],
      ["removed", 1],
    ] as const) {
      const { a, b, line } = createFlushableConnectionPair({ highMarkBytes: 10_000, maxFrameBytes: 40_000 });
      const atB = hear(b);
      for (let i = 0; i < 8; i++) a.send("log", new Uint8Array(30_000));
      a.close(reason);
      line.flush();
      expect(await atB.closed).toBe(reason);
      expect(atB.messages.length).toBe(arrived);
    }
  });

  test("a cut line is lost on both sides", async () => {
    const { a, b, cut } = createConnectionPair();
    const [atA, atB] = [hear(a), hear(b)];
    cut();
    expect(await Promise.all([atA.closed, atB.closed])).toEqual(["lost", "lost"]);
  });

  test("[P5] what is no frame, or too long for its lane, closes it", async () => {
    const bad = [
      Uint8Array.of(9, 9),
      encodeFrame("glance", false, new Uint8Array(901)),
      encodeFrame("call", true, new Uint8Array(131_073)),
    ];
    for (const frame of bad) {
      const pair = createChannelPair();
      const atB = hear(createPlainConnection({ channel: pair.b }));
      pair.a.send(frame);
      expect(await atB.closed).toBe("protocol-error");
      expect(atB.messages).toEqual([]);
    }
  });

  test("messages that come before the first listener are kept for it", async () => {
    const { a, b } = createConnectionPair();
    a.send("call", utf8("early"));
    await settle();
    const atB = hear(b);
    await atB.count(1);
    expect(atB.messages).toEqual(["call:early"]);
  });
});
