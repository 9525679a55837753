import { expect, it } from "vitest";
import { createEgress } from "../../../electron/engine/session/egress.ts";
import { createFeed } from "../../../electron/engine/session/feed.ts";
import { createFlood } from "../../../electron/engine/session/flood.ts";
import type { EncodedKeyframe, Keyframes } from "../../../electron/engine/session/keyframes.ts";
import type { KeyframeDepth } from "../../../electron/engine/screen/screen.ts";
import { createRecent } from "../../../electron/engine/session/recent.ts";
import type { Connection } from "../../../shared/channel/connection.ts";
import { ownerId } from "../../support/arbitrary.ts";
import { createTestClock } from "../../support/clock.ts";

const nothing = { dispose: () => {} };

function screenAt(seq: number, bytes = 1, depth: KeyframeDepth = "screen"): EncodedKeyframe {
  const message = new Uint8Array(bytes).fill(2);
  return { seq, depth, firstLine: 0, rows: 24, messages: [message] };
}

/** A feed over a connection that takes everything and acknowledges it at once, and screens made when the test says so. */
function setUp() {
  const clock = createTestClock();
  const recent = createRecent();
  const sent: ("entries" | "keyframe")[] = [];
  const asked: ((keyframe: EncodedKeyframe | undefined) => void)[] = [];
  const keyframes: Keyframes = { request: (_depth, _urgent, done) => asked.push(done), ...nothing };
  const connection: Connection = {
    carrier: "webrtc",
    send(_lane, message) {
      sent.push(message[0] === 1 ? "entries" : "keyframe");
      sentBytes += message.length;
      return "sent";
    },
    sendGlance: () => {},
    queuedBytes: () => 0,
    onMessage: () => nothing,
    onDrain: () => nothing,
    onCarrier: () => nothing,
    onClose: () => nothing,
    close: () => {},
  };
  let sentBytes = 0;
  let seq = 0;
  let leastSeq = 0;
  const flood = createFlood(clock, () => recent.pushedBytes);
  const feed = createFeed({
    connection,
    recent,
    keyframes,
    egress: createEgress(clock),
    flood,
    clock,
    from: 1,
    fresh: false,
    depth: () => "everything",
    leastSeq: () => leastSeq,
    instead: () => undefined,
    held: false,
    last: () => seq,
    wake: () => {},
    wakeLater: () => {},
  });
  return {
    clock,
    sent,
    asked,
    feed,
    show(bytes: number) {
      for (let left = bytes; left > 0; left -= 8_192) {
        seq += 1;
        const frame = new Uint8Array(Math.min(left, 8_192));
        const entry = { epoch: 1, seq, elapsedMs: 0, event: { type: "output" as const, text: "" } };
        recent.push({ entry, line: frame, frame });
      }
    },
    /** Something that is no output. */
    happen() {
      seq += 1;
      const frame = new Uint8Array(100);
      const entry = { epoch: 1, seq, elapsedMs: 0, event: { type: "session.resumed", by: ownerId } as const };
      recent.push({ entry, line: frame, frame });
    },
    pause() {
      feed.hold(true);
    },
    /** Nothing from before it is theirs to see. */
    resume() {
      leastSeq = seq;
      feed.hold(false);
    },
    get seq() {
      return seq;
    },
    pump() {
      flood.look();
      feed.pump();
      feed.handleAck(sentBytes);
      feed.pump();
    },
    /** The screen as it is now, or was. */
    answer(at = seq) {
      asked.shift()?.(screenAt(at));
    },
    /** Somebody else's. */
    offer(bytes: number, depth: KeyframeDepth = "screen") {
      feed.offer(screenAt(seq, bytes, depth));
      feed.pump();
    },
  };
}

it("[F2] in a flood everybody gets screens and nothing else, also who could take it all", () => {
  const flow = setUp();
  for (let frame = 0; frame < 5; frame++) {
    flow.show(100_000);
    flow.clock.advance(50);
    flow.pump();
    expect(flow.asked).toHaveLength(1);
    flow.show(20_000);
    flow.answer();
    flow.pump();
  }
  expect(flow.sent).toEqual(Array.from({ length: 5 }, () => "keyframe"));
});

it("[F2] what happens in a flood is told at once, ahead of the screen that is being made, and once", () => {
  const flow = setUp();
  flow.show(100_000);
  flow.clock.advance(50);
  flow.pump();
  expect(flow.sent).toEqual([]);
  flow.happen();
  flow.pump();
  flow.show(20_000);
  flow.happen();
  flow.pump();
  flow.pump();
  expect(flow.sent).toEqual(["entries", "entries"]);
  flow.answer();
  flow.pump();
  expect(flow.sent).toEqual(["entries", "entries", "keyframe"]);
});

it("[F2] once the flood is over it is entries again", () => {
  const flow = setUp();
  flow.show(100_000);
  flow.clock.advance(50);
  flow.pump();
  flow.answer();
  flow.pump();
  flow.clock.advance(200);
  flow.show(8_000);
  flow.pump();
  expect(flow.asked).toHaveLength(0);
  expect(flow.sent).toEqual(["keyframe", "entries"]);
});

it("[F2] much at once is no flood, and is skipped only by whoever falls behind", () => {
  const flow = setUp();
  flow.show(100_000);
  flow.pump();
  expect(flow.asked).toHaveLength(0);
  expect(new Set(flow.sent)).toEqual(new Set(["entries"]));
  flow.show(200_000);
  flow.pump();
  expect(flow.asked).toHaveLength(1);
});

it("[M10] what was put out in a pause is not sent when a screen that was asked for before it comes after it", () => {
  const flow = setUp();
  flow.feed.sendScreen(() => {});
  const before = flow.seq;
  flow.pause();
  flow.show(8_000);
  flow.resume();
  flow.pump();
  flow.answer(before);
  flow.pump();
  expect(flow.sent).toEqual([]);
  expect(flow.asked).toHaveLength(1);
  flow.answer();
  flow.pump();
  expect(flow.sent).toEqual(["keyframe"]);
});

it("[F2] whoever typed last takes a screen that others asked for, where it is less than what they are behind", () => {
  const flow = setUp();
  flow.show(120_000);
  flow.feed.pump();
  const before = flow.sent.length;
  flow.offer(60_000);
  flow.offer(20_000);
  for (let round = 0; round < 5; round++) flow.pump();
  expect(flow.sent.slice(before)).toEqual(["entries", "keyframe"]);
  expect(flow.asked).toHaveLength(0);
});

it("[M10] whoever typed last is not handed the scrollback that somebody else asked for", () => {
  const flow = setUp();
  flow.show(120_000);
  flow.feed.pump();
  flow.offer(20_000, "everything");
  for (let round = 0; round < 5; round++) flow.pump();
  expect(new Set(flow.sent)).toEqual(new Set(["entries"]));
});
