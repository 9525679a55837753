import { expect, test } from "vitest";
import { createHints } from "../../../electron/cli/terminal/hints.ts";
import { createTestClock } from "../../support/clock.ts";

function hints() {
  const clock = createTestClock();
  const stood: string[] = [];
  const own = createHints(clock, () => stood.push(own.text ?? "nothing"));
  return { own, clock, stood };
}

test("a hint stands for four seconds; one that was read gives way to the next for good", () => {
  const { own, clock, stood } = hints();
  own.tell("one");
  clock.advance(2000);
  own.tell("two");
  clock.advance(3999);
  expect(own.text).toBe("two");
  clock.advance(1);
  expect(stood).toEqual(["one", "two", "nothing"]);
});

test("what was covered before anybody could read it comes again, in order", () => {
  const { own, clock, stood } = hints();
  own.tell("rejected");
  own.tell("a question");
  own.tell("your own answer");
  clock.advance(20_000);
  expect(stood).toEqual(["rejected", "a question", "your own answer", "rejected", "a question", "nothing"]);
});

test("the same hint again and again stands once, and of a burst the latest few are told", () => {
  const { own, clock, stood } = hints();
  for (let key = 0; key < 50; key++) own.tell("You are here to watch.");
  stood.length = 0;
  clock.advance(20_000);
  expect(stood).toEqual(["nothing"]);
  for (let message = 0; message < 50; message++) own.tell(`message ${message}`);
  stood.length = 0;
  clock.advance(60_000);
  expect(stood).toEqual(["message 45", "message 46", "message 47", "message 48", "nothing"]);
});

test("nothing comes any more once it is disposed of", () => {
  const { own, clock, stood } = hints();
  own.tell("one");
  own.tell("two");
  own.dispose();
  stood.length = 0;
  clock.advance(20_000);
  expect(stood).toEqual([]);
  expect(clock.scheduled).toEqual([]);
});
