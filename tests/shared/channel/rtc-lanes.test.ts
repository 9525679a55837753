import { expect, test } from "vitest";
import { createRtcLanes } from "../../../shared/channel/adapters/rtc-lanes.ts";
import type { CloseReason } from "../../../shared/channel/close-reason.ts";
import { createTestClock } from "../../support/clock.ts";

function open() {
  const clock = createTestClock();
  const port = { isOpen: () => true, send: () => {}, bufferedBytes: () => 0 };
  let released = 0;
  const set = createRtcLanes({
    ports: { log: port, call: port, glance: port },
    clock,
    release: () => (released += 1),
  });
  const ends: [lane: "log" | "call", reason: CloseReason][] = [];
  const { log, call } = set.lanes("direct");
  log.onClose((reason) => ends.push(["log", reason]));
  call.onClose((reason) => ends.push(["call", reason]));
  /** Closes are told once the present turn is over. */
  const told = async () => {
    await new Promise<void>((resolve) => setTimeout(resolve));
    return ends;
  };
  return { clock, set, told, released: () => released };
}

test("a connection that is gone without a goodbye is lost, once, and soon", async () => {
  const { clock, set, told, released } = open();
  set.handleGone();
  set.handleClosed("log");
  set.handleGone();
  expect(await told()).toEqual([]);
  clock.advance(200);
  expect(await told()).toEqual([
    ["log", "lost"],
    ["call", "lost"],
  ]);
  expect(released()).toBe(1);
  expect(clock.scheduled).toEqual([]);
});

test("a goodbye that the end of its connection overtakes is heard", async () => {
  const { clock, set, told, released } = open();
  set.handleGone();
  clock.advance(150);
  set.handleMessage("log", "left");
  set.handleMessage("call", "left");
  expect(await told()).toEqual([
    ["log", "left"],
    ["call", "left"],
  ]);
  expect(released()).toBe(1);
  expect(clock.scheduled).toEqual([]);
});

test("of a goodbye that comes on one lane alone the other does not wait for long once the connection is gone", async () => {
  const { clock, set, told, released } = open();
  set.handleMessage("log", "left");
  set.handleGone();
  clock.advance(200);
  expect(await told()).toEqual([
    ["log", "left"],
    ["call", "lost"],
  ]);
  expect(released()).toBe(1);
});

test("an end that closed itself is released as soon as its connection is gone", () => {
  const { clock, set, released } = open();
  set.close("removed");
  expect(released()).toBe(0);
  set.handleGone();
  expect(released()).toBe(1);
  expect(clock.scheduled).toEqual([]);
});
