import { expect, it } from "vitest";
import { fromUtf8, utf8 } from "../../../shared/base/bytes.ts";
import { heldScreen, type ScreenSink } from "../../../shared/client/screen-sink.ts";

/** A screen that says what it was given, and takes it in when told to. */
function slowScreen() {
  const given: string[] = [];
  const taking: (() => void)[] = [];
  const sink: ScreenSink = {
    reset({ cols, rows, firstLine, data }, done) {
      given.push(`${cols}x${rows} from ${firstLine}: ${fromUtf8(data)}`);
      taking.push(done);
    },
    write(text, done) {
      given.push(text);
      taking.push(done);
    },
    resize: (cols, rows) => void given.push(`${cols}x${rows}`),
  };
  return { sink, given, takeIn: () => taking.shift()?.() };
}

it("keeps whole screens, output and sizes in their order, and lets each be taken in by who is given them", () => {
  const held = heldScreen();
  const taken: string[] = [];
  held.write("before", () => taken.push("before"));
  held.reset({ cols: 80, rows: 24, firstLine: 37, data: utf8("whole") }, () => taken.push("whole"));
  held.resize(90, 30);
  held.write("after", () => taken.push("after"));
  expect(taken).toEqual([]);

  const { sink, given, takeIn } = slowScreen();
  held.handTo(sink);
  expect(given).toEqual(["before", "80x24 from 37: whole", "90x30", "after"]);
  expect(taken).toEqual([]);
  for (const count of [1, 2, 3]) {
    takeIn();
    expect(taken).toHaveLength(count);
  }
  expect(taken).toEqual(["before", "whole", "after"]);
});

it("gives what it kept to one alone", () => {
  const held = heldScreen();
  held.write("once", () => {});
  held.handTo(slowScreen().sink);
  const second = slowScreen();
  held.handTo(second.sink);
  expect(second.given).toEqual([]);
});
