import { expect, it } from "vitest";
import { createKeyframes, type EncodedKeyframe } from "../../../electron/engine/session/keyframes.ts";
import type { Keyframe, KeyframeDepth, Screen } from "../../../electron/engine/screen/screen.ts";
import { createTestClock } from "../../support/clock.ts";

const nothing = { dispose: () => {} };

/** A screen that takes its time, over a log of which the test says where it ends and what was shown last. */
function setUp() {
  const clock = createTestClock();
  const log = { last: 10, lastOnScreen: 10 };
  const made: (() => void)[] = [];
  const screen: Screen = {
    handleOutput: () => {},
    handleResize: () => {},
    keyframe: (depth: KeyframeDepth) =>
      new Promise<Keyframe>((resolve) => {
        const seq = log.lastOnScreen;
        const data = new Uint8Array([1, 2, 3]);
        made.push(() => resolve({ seq, cols: 80, rows: 24, depth, firstLine: 0, data, bytes: 9 }));
      }),
    modes: {
      bracketedPaste: false,
      applicationCursor: false,
      mouse: false,
      focus: false,
      alternateScreen: false,
    },
    top: 0,
    backlog: 0,
    onDrain: () => nothing,
    onReply: () => nothing,
    onFailure: () => nothing,
    dispose: () => {},
  };
  const reach = (seq: number) => (log.lastOnScreen <= seq ? log.last : seq);
  const keyframes = createKeyframes({ screen, epoch: 1, clock, reach });
  const got: (EncodedKeyframe | undefined)[] = [];
  return {
    clock,
    log,
    got,
    keyframes,
    /** How many were asked of the screen. */
    asked: () => made.length,
    ask: () => keyframes.request("everything", false, (keyframe) => got.push(keyframe)),
    async finish() {
      made.at(-1)?.();
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}

it("[F2] who asks while one is made, or a little later, gets the same screen as long as it stands still, up to what has happened since", async () => {
  const { ask, got, asked, finish, log, keyframes } = setUp();
  ask();
  ask();
  await finish();
  log.last = 12;
  ask();
  expect(asked()).toBe(1);
  expect(got.map((each) => each?.seq)).toEqual([10, 10, 12]);
  keyframes.dispose();
});

it("[F2] once more is shown another one is made, not sooner than its interval after the last", async () => {
  const { ask, got, asked, finish, log, clock, keyframes } = setUp();
  ask();
  await finish();
  log.last = 11;
  log.lastOnScreen = 11;
  ask();
  clock.advance(249);
  expect([asked(), got.length]).toEqual([1, 1]);
  clock.advance(1);
  await finish();
  expect([asked(), got.map((each) => each?.seq)]).toEqual([2, [10, 11]]);
  keyframes.dispose();
});

it("the last one is not kept for ever", async () => {
  const { ask, asked, finish, clock, keyframes } = setUp();
  ask();
  await finish();
  clock.advance(2_000);
  expect(clock.scheduled).toEqual([]);
  ask();
  expect(asked()).toBe(2);
  keyframes.dispose();
});

it("[F2] whoever typed last and was served first is in the next one with all others, however long the first took", async () => {
  const { keyframes, log, clock, finish } = setUp();
  const got: string[] = [];
  const ask = (who: string, urgent: boolean, then: () => void = () => {}) =>
    keyframes.request("screen", urgent, (keyframe) => {
      got.push(`${who} ${keyframe?.seq}`);
      then();
    });
  ask("author", true, () => queueMicrotask(() => ask("author", false)));
  ask("other", false);
  log.last = 11;
  log.lastOnScreen = 11;
  clock.advance(500);
  await finish();
  clock.advance(1);
  log.last = 12;
  log.lastOnScreen = 12;
  await finish();
  expect(got).toEqual(["author 10", "other 11", "author 11"]);
  keyframes.dispose();
});
