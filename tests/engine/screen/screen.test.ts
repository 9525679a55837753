import { existsSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import {
  type CreateScreenOptions,
  createScreen,
  defaultWorkerUrl,
} from "../../../electron/engine/screen/create-screen.ts";
import type { Keyframe, Screen } from "../../../electron/engine/screen/screen.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";
import { maxKeyframeBytes } from "../../../shared/wire/log-frames.ts";
import { unpack } from "../../../shared/wire/packing.ts";
import { compareScreens, type ScreenDump } from "../../support/compare-screens.ts";
import { count } from "../../support/counts.ts";
import { createTestTerminal } from "./support.ts";

const screens: Screen[] = [];

function create(options: Partial<CreateScreenOptions> = {}): Screen {
  const screen = createScreen({ cols: 40, rows: 10, ...options });
  screens.push(screen);
  return screen;
}

afterEach(() => {
  for (const screen of screens.splice(0)) screen.dispose();
});

function next<T = void>(listen: (listener: (event: T) => void) => Disposable): Promise<T> {
  return new Promise((resolve) => {
    const listening = listen((event) => {
      listening.dispose();
      resolve(event);
    });
  });
}

async function keyframe(screen: Screen, depth: Keyframe["depth"] = "everything"): Promise<Keyframe> {
  const made = await screen.keyframe(depth);
  if (made === undefined) throw new Error("no keyframe was made");
  return made;
}

/** The first keyframe that has this entry in it; earlier ones end where the worker happened to be. */
async function keyframeOf(screen: Screen, seq: number): Promise<Keyframe> {
  for (;;) {
    const frame = await keyframe(screen);
    if (frame.seq === seq) return frame;
  }
}

/** What a viewer sees that gets nothing but this. */
function dumpOf(frame: Keyframe, rest = ""): ScreenDump {
  const terminal = createTestTerminal(frame, terminalOptions.scrollback);
  const screen = unpack(frame.data, frame.bytes);
  if (screen === undefined) throw new Error("the keyframe cannot be unpacked");
  terminal.write(new TextDecoder().decode(screen) + rest);
  return terminal.dump();
}

function linesOf({ normal, rows }: ScreenDump): string[] {
  return normal.lines.slice(-rows).map(({ cells }) =>
    cells
      .map(([text]) => text)
      .join("")
      .trimEnd(),
  );
}

test("a keyframe is tagged with the last entry in it, and has its size and screen", async () => {
  const screen = create();
  screen.handleOutput(1, "one\r\n");
  screen.handleResize(2, 30, 5);
  screen.handleOutput(3, "two");
  await keyframeOf(screen, 3);
  const frame = await keyframe(screen, "screen");
  expect({ ...frame, data: undefined, bytes: 0 }).toEqual({
    seq: 3,
    cols: 30,
    rows: 5,
    firstLine: 0,
    depth: "screen",
    data: undefined,
    bytes: 0,
  });
  expect(linesOf(dumpOf(frame))).toEqual(["one", "two", "", "", ""]);
});

test("lines keep their numbers, over a flood and a reset too", async () => {
  const screen = create({ scrollback: 100 });
  screen.handleOutput(1, "one\r\ntwo");
  expect((await keyframe(screen)).firstLine).toBe(0);
  for (let seq = 2; seq <= 100; seq++) screen.handleOutput(seq, "more\r\n".repeat(1_000));
  // The cursor is on line 1 + 99,000, the last of ten, below 100 of scrollback.
  expect((await keyframeOf(screen, 100)).firstLine).toBe(99_001 - 9 - 100);
  screen.handleOutput(101, "\x1bcafter");
  expect((await keyframe(screen, "screen")).firstLine).toBe(99_002);
});

test("[S1] a keyframe with the output after it shows what the whole output shows", async () => {
  const screen = create();
  const entries = Array.from(
    { length: 200 },
    (_, index) => `\x1b[3${index % 8}mentry ${index}\x1b[m${index % 3 === 0 ? "\r\n" : " "}\x1b[`,
  ).map((text, index) => (index === 0 ? text : `1;3${index % 8}m${text}`));
  const frames: Keyframe[] = [];
  for (const [index, text] of entries.entries()) {
    screen.handleOutput(index + 1, text);
    if (index % 20 === 10) frames.push(await keyframe(screen));
  }
  const whole = createTestTerminal({ cols: 40, rows: 10 }, terminalOptions.scrollback);
  whole.write(entries.join(""));
  expect(frames).toHaveLength(10);
  for (const frame of frames) {
    const rest = entries.slice(frame.seq).join("");
    expect(compareScreens(whole.dump(), dumpOf(frame, rest))).toBeUndefined();
  }
});

test("calls for the same depth while one is being made share it", async () => {
  const screen = create();
  screen.handleOutput(1, "x");
  const [first, second, other] = await Promise.all([
    screen.keyframe("screen"),
    screen.keyframe("screen"),
    screen.keyframe("everything"),
  ]);
  expect(first).toBe(second);
  expect(other?.depth).toBe("everything");
  expect(await screen.keyframe("screen")).not.toBe(first);
});

test("[S2] the target's questions are answered once each, in order, and nothing else is said", async () => {
  const screen = create();
  const replies: string[] = [];
  screen.onReply((data) => replies.push(data));
  screen.handleOutput(1, "\x1b[?1004h\x1b[?1003;1006hab\x1b[6");
  screen.handleOutput(2, "n\x1b[c\x1b[?2004$p\x1b[>c\x1bP$qr\x1b\\\x1b[18t");
  await keyframeOf(screen, 2);
  await keyframe(screen, "screen");
  expect(replies.join("")).toBe(
    "\x1b[1;3R\x1b[?1;2c\x1b[?2004;2$y\x1b[>0;276;0c\x1bP1$r1;10r\x1b\\\x1b[8;10;40t",
  );
});

test("a target that asks without end gets a bounded answer", async () => {
  const screen = create();
  let answered = 0;
  screen.onReply((data) => {
    answered += data.length;
  });
  for (let seq = 1; seq <= 20; seq++) screen.handleOutput(seq, "\x1b[c".repeat(5_000));
  await keyframeOf(screen, 20);
  expect(answered).toBeGreaterThan(0);
  expect(answered).toBeLessThanOrEqual(20 * 16_384);
});

test("input modes follow the target", async () => {
  const screen = create();
  const off = {
    bracketedPaste: false,
    applicationCursor: false,
    mouse: false,
    focus: false,
    alternateScreen: false,
  };
  expect(screen.modes).toEqual(off);
  screen.handleOutput(1, "\x1b[?2004h\x1b[?1h\x1b[?1002h\x1b[?1004h\x1b[?1049h");
  await keyframe(screen);
  expect(screen.modes).toEqual({
    bracketedPaste: true,
    applicationCursor: true,
    mouse: true,
    focus: true,
    alternateScreen: true,
  });
  screen.handleOutput(2, "\x1bc");
  await keyframe(screen);
  expect(screen.modes).toEqual(off);
});

describe("in a flood", () => {
  const chunk = `${"the quick brown \x1b[31mfox\x1b[m jumps over it\r\n".repeat(400)}`;

  test("the backlog is counted, and draining is told once it fell below the low mark", async () => {
    const screen = create({ highMark: 200_000, lowMark: 50_000 });
    let drains = 0;
    screen.onDrain(() => drains++);
    screen.handleOutput(1, "small");
    await keyframe(screen);
    expect(drains).toBe(0);
    const drained = next<void>(screen.onDrain);
    for (let seq = 2; screen.backlog <= 200_000; seq++) screen.handleOutput(seq, chunk);
    await drained;
    expect(screen.backlog).toBeLessThan(50_000);
    expect(drains).toBe(1);
  });

  test("[S1] a keyframe does not wait for what is queued, and is right for its entry", async () => {
    const screen = create();
    const chunks = Array.from({ length: 150 }, (_, index) => `${chunk}${index}`);
    for (const [index, text] of chunks.entries()) screen.handleOutput(index + 1, text);
    const frame = await keyframe(screen, "screen");
    expect(screen.backlog).toBeGreaterThan(0);
    expect(frame.seq).toBeLessThan(chunks.length);
    const whole = createTestTerminal({ cols: 40, rows: 10 }, terminalOptions.scrollback);
    whole.write(chunks.slice(0, frame.seq).join(""));
    expect(compareScreens(whole.dump(), dumpOf(frame), { depth: "screen" })).toBeUndefined();
  });
});

describe("a hostile stream", () => {
  const megabytes = count(4, 100);
  const mebi = 1_048_576;
  const streams: Record<string, string> = {
    "an endless OSC": "title ",
    "an endless APC": "\x1b_aaaa",
    "an endless DCS": "\x1bP$q\x7fmmm",
    "a pile of combining characters": "\u0301",
    "links without end": "\x1b]8;;http://a.test/\x07x",
    "titles without end": `\x1b]2;${"t".repeat(5_000)}\x07`,
    "huge parameters": "\x1b[2147483647;2147483647;99999999999999999999H\x1b[99999999S",
  };
  for (const [name, filler] of Object.entries(streams)) {
    test(`[S3] ${name}: the screen survives, in bounded memory`, { timeout: 180_000 }, async () => {
      const screen = create({ heapMb: 96 });
      const failures: string[] = [];
      screen.onFailure((message) => failures.push(message));
      const chunk = filler.repeat(Math.ceil(65_536 / filler.length));
      screen.handleOutput(1, name.includes("OSC") ? "\x1b]0;" : "");
      let seq = 1;
      const before = process.memoryUsage.rss();
      for (let fed = 0; fed < megabytes * mebi; fed += chunk.length) {
        screen.handleOutput(++seq, chunk);
        if (screen.backlog > 2 * mebi) await next<void>(screen.onDrain);
      }
      screen.handleOutput(++seq, "\x18\x1bcstill here");
      const frame = await keyframeOf(screen, seq);
      expect(linesOf(dumpOf(frame))[0]).toBe("still here");
      expect(failures).toEqual([]);
      expect((process.memoryUsage.rss() - before) / mebi).toBeLessThan(300);
    });
  }

  const lookOfLine = "\x1b[0;1;2;3;4:3;7;9;53;38;2;101;102;103;48;2;201;202;203;58:2::151:152:153m";
  const dear: Record<string, (cell: number) => string> = {
    "attributes that change with every cell": (cell) => `\x1b[${cell % 2 === 0 ? 5 : 25}m${cell % 10}`,
    "colours that change with every cell": (cell) =>
      `\x1b[38;2;${cell % 200};1;200;48;2;200;1;${cell % 199}m${cell % 10}`,
    "underlines that change with every cell": (cell) => `\x1b[58:2::1:2:${cell % 200}m${cell % 10}`,
    "combining characters in every cell": (cell) => `${cell % 10}${"\u20d0".repeat(30)}`,
    "a long link in every cell": (cell) =>
      `\x1b]8;id=${cell % 2};http://a.test/${"x".repeat(2_000)}\x1b\\${cell % 10}`,
  };
  for (const [name, write] of Object.entries(dear)) {
    test(`[S3] ${name}, as much as is kept of it: everybody gets a screen, the newest lines and no more than fits`, {
      timeout: 180_000,
    }, async () => {
      const cols = 100;
      const lines = name.includes("link") ? 300 : count(400, terminalOptions.scrollback);
      const screen = create({ cols, rows: 10 });
      const failures: string[] = [];
      screen.onFailure((message) => failures.push(message));
      let seq = 0;
      for (let line = 0; line < lines; line++) {
        const cells = Array.from({ length: cols }, (_, column) => write(line * cols + column)).join("");
        screen.handleOutput(++seq, `${line === 0 ? lookOfLine : ""}${cells}`);
        if (screen.backlog > 2_097_152) await next<void>(screen.onDrain);
      }
      screen.handleOutput(++seq, "\x1b]8;;\x1b\\\x1b[m\r\nstill here");
      const frame = await keyframeOf(screen, seq);
      expect(screen.top).toBeGreaterThan(lines - 20);
      expect(failures).toEqual([]);
      expect(frame.bytes).toBeLessThanOrEqual(maxKeyframeBytes);
      const dump = dumpOf(frame);
      const { normal } = dump;
      expect(linesOf(dump).at(-1)).toBe("still here");
      expect(normal.lines.length).toBeGreaterThan(100);
      expect(frame.firstLine + normal.scrollback).toBe(screen.top);
      expect(
        normal.lines
          .at(-2)
          ?.cells.map(([text]) => text.charAt(0))
          .join(""),
      ).toBe("0123456789".repeat(10));
    });
  }

  test("a storm of resets is survived", { timeout: 60_000 }, async () => {
    const screen = create();
    screen.handleOutput(1, "\x1bc".repeat(5_000));
    screen.handleOutput(2, "\x1b[?1049h\x1b[?1049l".repeat(5_000));
    screen.handleOutput(3, "\x1bcstill here");
    expect(linesOf(dumpOf(await keyframeOf(screen, 3)))[0]).toBe("still here");
  });
});

describe("when the worker dies", () => {
  const workerUrl = new URL("./poisoned-worker.ts", import.meta.url);

  test("once: it begins anew with a notice, keeps its size and its numbers, and the rest is shown", async () => {
    const screen = create({ workerUrl });
    const failures: string[] = [];
    screen.onFailure((message) => failures.push(message));
    screen.handleOutput(1, "before\x1b[?2004h");
    screen.handleResize(2, 60, 5);
    await keyframeOf(screen, 2);
    expect(screen.modes.bracketedPaste).toBe(true);
    screen.handleOutput(3, "POISON");
    const frame = await keyframeOf(screen, 3);
    expect({ cols: frame.cols, rows: frame.rows }).toEqual({ cols: 60, rows: 5 });
    expect(screen.modes.bracketedPaste).toBe(false);
    screen.handleOutput(4, "after");
    const [notice, after] = linesOf(dumpOf(await keyframeOf(screen, 4)));
    expect(notice).toContain("begins anew");
    expect(after).toBe("after");
    expect(failures).toEqual([]);
  });

  test("[S3] of what it keeps: it keeps less, and lives", { timeout: 120_000 }, async () => {
    const screen = create({ cols: 100, heapMb: 40 });
    const failures: string[] = [];
    screen.onFailure((message) => failures.push(message));
    const line = `x${"\u20d0".repeat(10)}`.repeat(100);
    let [seq, deaths, top] = [0, 0, 0];
    for (let fed = 0; fed < 7_000; fed += 50) {
      screen.handleOutput(++seq, line.repeat(50));
      while (screen.backlog > 0) await keyframe(screen, "screen");
      if (screen.top < top) deaths++;
      top = screen.top;
    }
    expect([deaths, failures]).toEqual([1, []]);
    const { normal } = dumpOf(await keyframeOf(screen, seq));
    expect(normal.scrollback).toBe(1_000);
  });

  test("twice: it fails for good, says so once, and shows the last of the output as it comes", async () => {
    const screen = create({ workerUrl, highMark: 10, lowMark: 5 });
    let drains = 0;
    screen.onDrain(() => drains++);
    const failed = next(screen.onFailure);
    screen.handleOutput(1, "POISON");
    await keyframeOf(screen, 1);
    screen.handleOutput(2, "POISON and more than the high mark");
    const waiting = screen.keyframe("screen");
    expect(await failed).toContain("failed twice");
    expect(await waiting).toMatchObject({ seq: 2, cols: 40, rows: 10 });
    expect(screen.backlog).toBe(0);
    expect(drains).toBeGreaterThan(0);
    screen.handleOutput(3, `${"-".repeat(200_000)}\r\nwhat comes then`);
    screen.handleResize(4, 60, 5);
    expect(screen.backlog).toBe(0);
    const frame = await keyframe(screen);
    expect(frame).toMatchObject({ seq: 4, cols: 60, rows: 5, depth: "everything" });
    expect(frame.bytes).toBeLessThan(70_000);
    expect(linesOf(dumpOf(frame))).toContain("what comes then");
    screen.handleOutput(5, "\r\nlong ago\x1b[2J".repeat(3) + "\r\nline".repeat(40));
    const { normal } = dumpOf(await keyframe(screen, "screen"));
    expect(normal.scrollback).toBe(0);
    expect(JSON.stringify(normal.lines)).not.toContain("ago");
    screen.handleOutput(6, `\x1b[2J${"-".repeat(5_000)}`);
    expect(dumpOf(await keyframe(screen, "screen")).normal.scrollback).toBe(0);
  });

  test("a worker that cannot start is a failure, not an exception", async () => {
    const screen = create({ workerUrl: new URL("./there-is-no-such-worker.ts", import.meta.url) });
    expect(await next(screen.onFailure)).toContain("failed twice");
  });
});

test("after dispose there are no keyframes, and nothing is heard any more", async () => {
  const screen = create();
  const heard: string[] = [];
  screen.onReply((data) => heard.push(data));
  screen.onFailure((message) => heard.push(message));
  screen.handleOutput(1, "\x1b[6n");
  const waiting = screen.keyframe("screen");
  screen.dispose();
  expect(await waiting).toBeUndefined();
  expect(await screen.keyframe("screen")).toBeUndefined();
  screen.dispose();
  expect(heard).toEqual([]);
});

test("the worker lies beside the bundle, also for the sources", () => {
  expect(defaultWorkerUrl().pathname).toMatch(/\/dist\/engine\/screen-worker\.js$/);
  expect(existsSync(defaultWorkerUrl())).toBe(true);
  expect(defaultWorkerUrl("file:///app/dist/engine/engine.js").pathname).toBe(
    "/app/dist/engine/screen-worker.js",
  );
});
