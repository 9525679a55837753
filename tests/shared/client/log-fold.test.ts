import { describe, expect, it } from "vitest";
import { fromUtf8, utf8 } from "../../../shared/base/bytes.ts";
import { createLogFold } from "../../../shared/client/log-fold.ts";
import type { ScreenSink } from "../../../shared/client/screen-sink.ts";
import { defaultModes } from "../../../shared/events/mode.ts";
import type { SessionEvent } from "../../../shared/events/table.ts";
import { ownerPermissions } from "../../../shared/policy/capabilities.ts";
import { encodeEvent } from "../../../shared/log/entry.ts";
import { encodeLine } from "../../../shared/log/line.ts";
import { initialState } from "../../../shared/state/evolve.ts";
import {
  encodeEntries,
  encodeEntryFrame,
  encodeKeyframe,
  encodeSnapshot,
} from "../../../shared/wire/log-frames.ts";
import { pack } from "../../../shared/wire/packing.ts";
import { createPrng } from "../../support/prng.ts";
import { ownerId, sessionId } from "../../support/arbitrary.ts";

const snapshot = encodeSnapshot({
  ...initialState(
    {
      type: "session.started",
      session: sessionId,
      title: "A test",
      target: { kind: "echo", label: "echo" },
      owner: { participant: ownerId, name: "Olga", key: "K".repeat(43), permissions: ownerPermissions },
      cols: 80,
      rows: 24,
      mode: defaultModes.view_only,
      recorded: true,
      joinerScrollback: "everything",
      startedAtMs: 1_000_000,
      sessionType: "standard",
      fourEyes: { required: false, perCommand: false },
    },
    1,
  ),
  seq: 10,
  elapsedMs: 100,
});

const output = (text: string): SessionEvent => ({ type: "output", text });
const chat = (text: string): SessionEvent => ({
  type: "chat.sent",
  participant: ownerId,
  text,
  mentions: [],
});

function entry(seq: number, event: SessionEvent, elapsedMs = 100 + (seq - 10), intervalMs = 1) {
  const { code, data } = encodeEvent(event);
  const line = encodeLine(intervalMs, code, data);
  return encodeEntryFrame({ epoch: 1, seq, elapsedMs, isPrivate: false, line });
}

const header = { epoch: 1, cols: 80, rows: 24, depth: "everything", firstLine: 0 } as const;
const keyframe = (seq: number, text: string) =>
  encodeKeyframe({ ...header, seq, bytes: text.length }, pack(utf8(text)));
/** A screen that takes several messages, packed or not. */
const noise = createPrng(1);
const large = String.fromCharCode(...Array.from({ length: 120_000 }, () => 32 + noise.below(90)));

/** A sink that takes everything in at once and tells what. */
function telling() {
  const told: string[] = [];
  const sink: ScreenSink = {
    reset(screen, done) {
      told.push(`screen ${fromUtf8(screen.data).slice(0, 20)}`);
      done();
    },
    write(text, done) {
      told.push(`write ${text}`);
      done();
    },
    resize: (cols, rows) => told.push(`resize ${cols}x${rows}`),
  };
  return { sink, told };
}

function folding() {
  const { sink, told } = telling();
  const fold = createLogFold(sink, {
    onState: () => {},
    onEntry: ({ seq }) => told.push(`entry ${seq}`),
    onOutput: ({ seq }) => told.push(`output ${seq}`),
    onScreen: () => {},
  });
  let taken = 0;
  const handle = (message: Uint8Array) => fold.handle(message, () => (taken += 1));
  return { fold, told, handle, taken: () => taken };
}

describe("[L3, F4] a client's fold", () => {
  it("takes snapshot, keyframe and entries in their order, and what it has already it takes once", () => {
    const { fold, told, handle, taken } = folding();
    expect(fold.position).toBeUndefined();
    handle(snapshot);
    for (const part of keyframe(8, "as of 8")) handle(part);
    expect(fold.position).toEqual({ epoch: 1, seq: 8 });
    handle(encodeEntries([entry(9, chat("old")), entry(10, output("ten"))]));
    handle(encodeEntries([entry(11, output("eleven")), entry(12, chat("hello")), entry(13, output("13"))]));
    handle(encodeEntries([entry(12, chat("hello")), entry(13, output("13")), entry(14, output("14"))]));
    expect(told).toEqual([
      "screen as of 8",
      "output 10",
      "write ten",
      "entry 11",
      "output 11",
      "entry 12",
      "entry 13",
      "output 13",
      "write eleven13",
      "entry 14",
      "output 14",
      "write 14",
    ]);
    expect(fold.state?.chat.map((each) => each.text)).toEqual(["hello"]);
    expect(fold.position).toEqual({ epoch: 1, seq: 14 });
    expect(taken()).toBe(5);
  });

  it("resumes from what the screen shows, however far the news is ahead of it", () => {
    const { fold, told, handle } = folding();
    handle(snapshot);
    expect(fold.position).toBeUndefined();
    for (const part of keyframe(10, "as of 10")) handle(part);
    handle(encodeEntries([entry(20, chat("many outputs were skipped")), entry(21, output("and this one"))]));
    expect(fold.state?.seq).toBe(21);
    expect(fold.position).toEqual({ epoch: 1, seq: 10 });
    const [first, ...rest] = keyframe(25, large);
    if (first !== undefined) handle(first);
    expect(fold.position).toEqual({ epoch: 1, seq: 10 });
    for (const part of rest) handle(part);
    expect(fold.position).toEqual({ epoch: 1, seq: 21 });
    expect(told.join()).not.toContain("and this one");
  });

  it("closes a gap by what was left out, where no whole screen came", () => {
    const { fold, told, handle } = folding();
    handle(snapshot);
    for (const part of keyframe(10, "as of 10")) handle(part);
    handle(encodeEntries([entry(12, chat("news"), 102, 2)]));
    handle(encodeEntries([entry(11, output("late")), entry(12, chat("news")), entry(13, output("r"))]));
    expect(fold.screenSeq).toBe(13);
    expect(told).toEqual([
      "screen as of 10",
      "entry 12",
      "output 11",
      "entry 13",
      "output 13",
      "write later",
    ]);
  });

  it("tells output again after a whole screen from before it, and news once", () => {
    const { told, handle } = folding();
    handle(snapshot);
    for (const part of keyframe(10, "as of 10")) handle(part);
    const entries = encodeEntries([entry(11, output("a")), entry(12, chat("news")), entry(13, output("b"))]);
    handle(entries);
    told.length = 0;
    for (const part of keyframe(11, "as of 11")) handle(part);
    handle(entries);
    expect(told).toEqual(["screen as of 11", "output 13", "write b"]);
  });

  it("forgets half a keyframe with the line that brought it", () => {
    const { fold, told, handle } = folding();
    handle(snapshot);
    const [first, second] = keyframe(12, large);
    if (first === undefined || second === undefined) throw new Error("one part is too few here");
    handle(first);
    fold.restart();
    expect(handle(second).ok).toBe(false);
    expect(told).toEqual([]);
  });

  it.each([
    ["an entry before any snapshot", [encodeEntries([entry(11, output("x"))])]],
    [
      "a time in the header that the line contradicts",
      [snapshot, encodeEntries([entry(11, output("x"), 500)])],
    ],
    [
      "a line that is none",
      [
        snapshot,
        encodeEntries([
          encodeEntryFrame({ epoch: 1, seq: 11, elapsedMs: 101, isPrivate: false, line: utf8("nonsense") }),
        ]),
      ],
    ],
    ["a part of a keyframe without its beginning", [snapshot, ...keyframe(12, large).slice(1, 2)]],
    ["a message of an unknown kind", [Uint8Array.of(9, 1)]],
    ["a snapshot of another shape", [Uint8Array.of(3, 0x7b, 0x7d)]],
  ])("says what is wrong with %s", (_what, messages) => {
    const { handle } = folding();
    const results = messages.map(handle);
    expect(results.slice(0, -1).every((each) => each.ok)).toBe(true);
    const last = results.at(-1);
    expect(last).toMatchObject({ ok: false, error: expect.stringMatching(/\w/) });
  });

  it("acknowledges a message only once the screen has taken in all of it", () => {
    const waiting: (() => void)[] = [];
    let taken = 0;
    const fold = createLogFold(
      {
        reset: (_screen, done) => waiting.push(done),
        write: (_text, done) => waiting.push(done),
        resize: () => {},
      },
      { onState: () => {}, onEntry: () => {}, onOutput: () => {}, onScreen: () => {} },
    );
    const handle = (message: Uint8Array) => fold.handle(message, () => (taken += 1));
    handle(snapshot);
    for (const part of keyframe(10, "as of 10")) handle(part);
    expect(waiting).toHaveLength(1);
    waiting.shift()?.();
    taken = 1;
    const resized: SessionEvent = { type: "resized", cols: 90, rows: 30 };
    handle(encodeEntries([entry(11, output("before")), entry(12, resized), entry(13, output("after"))]));
    expect(waiting).toHaveLength(2);
    waiting[0]?.();
    expect(taken).toBe(1);
    waiting[1]?.();
    expect(taken).toBe(2);
  });

  it("keeps the screen, and has nothing of it acknowledged, for the first sink that comes later", () => {
    const { sink, told } = telling();
    let taken = 0;
    const nothing = { onState: () => {}, onEntry: () => {}, onOutput: () => {}, onScreen: () => {} };
    const fold = createLogFold("later", nothing);
    const handle = (message: Uint8Array) => fold.handle(message, () => (taken += 1));
    handle(snapshot);
    taken = 0;
    for (const part of keyframe(10, "as of 10")) handle(part);
    handle(encodeEntries([entry(11, output("eleven"))]));
    expect(taken).toBe(0);
    fold.setSink(sink);
    handle(encodeEntries([entry(12, output("twelve"))]));
    expect(told).toEqual(["screen as of 10", "write eleven", "write twelve"]);
    expect(taken).toBe(3);
    expect(fold.position).toEqual({ epoch: 1, seq: 12 });
  });

  it("begins every other sink with a whole screen, and gives none anything once it is let go of", () => {
    const { fold, told: before, handle } = folding();
    handle(snapshot);
    for (const part of keyframe(10, "as of 10")) handle(part);
    const { sink, told } = telling();
    const shown = fold.setSink(sink);
    handle(encodeEntries([entry(11, output("eleven"))]));
    expect(fold.position).toBeUndefined();
    for (const part of keyframe(11, "as of 11")) handle(part);
    handle(encodeEntries([entry(12, output("twelve"))]));
    shown.dispose();
    handle(encodeEntries([entry(13, output("thirteen"))]));
    expect(told).toEqual(["screen as of 11", "write twelve"]);
    expect(before.filter((each) => !/^(?:entry|output)/.test(each))).toEqual(["screen as of 10"]);
  });

  it("keeps a sink that came in the place of one before it is let go of", () => {
    const { fold, handle } = folding();
    handle(snapshot);
    const old = fold.setSink(telling().sink);
    const { sink, told } = telling();
    fold.setSink(sink);
    old.dispose();
    for (const part of keyframe(10, "as of 10")) handle(part);
    expect(told).toEqual(["screen as of 10"]);
  });
});
