import { describe, expect, test } from "vitest";
import { createChannelPair, createFlushablePair } from "../../../shared/channel/pair.ts";
import { channelContract, numbered, receive } from "../../contracts/channel.ts";

channelContract("an in-process pair", () => createChannelPair());
channelContract("an in-process pair with small frames", () =>
  createChannelPair({ maxFrameBytes: 1_100, highMarkBytes: 4_096 }),
);

describe("a flushable pair", () => {
  test("delivers nothing until told, then one frame at a time", async () => {
    const { a, b, flushOne, flush, waiting } = createFlushablePair();
    const atB = receive(b);
    for (let i = 0; i < 3; i++) a.send(numbered(i, 4));
    await Promise.resolve();
    expect([atB.frames.length, waiting("b")]).toEqual([0, 3]);
    expect(flushOne("b")).toBe(true);
    expect(flushOne("a")).toBe(false);
    expect([atB.frames.length, waiting("b")]).toEqual([1, 2]);
    expect(flush()).toBe(2);
    expect(atB.frames.length).toBe(3);
  });

  test("flush follows answers to answers", () => {
    const { a, b, flush } = createFlushablePair();
    let left = 5;
    b.onFrame((frame) => b.send(frame));
    a.onFrame((frame) => {
      if (left-- > 0) a.send(frame);
    });
    a.send(numbered(1, 4));
    expect(flush()).toBe(12);
  });

  test("a close travels like a frame; a cut loses what is under way", async () => {
    const first = createFlushablePair();
    const atB = receive(first.b);
    first.a.send(numbered(1, 4));
    first.a.close("ended");
    first.flushOne("b");
    expect(atB.frames.length).toBe(1);
    first.flushOne("b");
    expect(await atB.closed).toBe("ended");

    const second = createFlushablePair();
    const lost = receive(second.b);
    second.a.send(numbered(1, 4));
    second.cut();
    second.flush();
    expect(await lost.closed).toBe("lost");
    expect(lost.frames).toEqual([]);
  });
});
