import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createInputReader } from "../../../electron/cli/terminal/input.ts";
import { utf8 } from "../../../shared/base/bytes.ts";
import { count } from "../../support/counts.ts";
import { createTestClock } from "./support.ts";

function createReader() {
  const events: string[] = [];
  const clock = createTestClock();
  const reader = createInputReader(
    {
      onKeys: (text) => events.push(`keys ${text}`),
      onPaste: (text) => events.push(`paste ${text}`),
      onCommand: (key) => events.push(`command ${key}`),
      onPrefix: (waiting) => events.push(waiting ? "prefix" : "prefix over"),
    },
    clock,
  );
  return { events, clock, reader, type: (text: string) => reader.handleBytes(utf8(text)) };
}

describe("keys", () => {
  test("pass as they are, in whole characters", () => {
    const { events, reader, type } = createReader();
    type("ls\r\x03\x1b[A\x1bOP");
    const [first, ...rest] = utf8("日");
    reader.handleBytes(Uint8Array.of(first ?? 0));
    reader.handleBytes(Uint8Array.from(rest));
    expect(events).toEqual(["keys ls\r\x03\x1b[A\x1bOP", "keys 日"]);
  });

  test("of Esc alone wait only as long as it takes to know that no paste begins", () => {
    const { events, clock, type } = createReader();
    type("a\x1b");
    expect(events).toEqual(["keys a"]);
    clock.advance(30);
    expect(events).toEqual(["keys a", "keys \x1b"]);
  });

  test("after Esc come with it", () => {
    const { events, type } = createReader();
    type("\x1b");
    type("x");
    expect(events).toEqual(["keys \x1bx"]);
  });
});

describe("a paste", () => {
  test("is told from keys, without its brackets", () => {
    const { events, type } = createReader();
    type("a\x1b[200~one\rtwo \x1d q\x1b[201~b");
    expect(events).toEqual(["keys a", "paste one\rtwo \x1d q", "keys b"]);
  });

  test("is the same however it is cut on the way", () => {
    const text = "a\x1b[200~日本\x1b[20 x\x1b[201~b\x1dqc\x1b[200~\x1b[201~";
    const bytes = utf8(text);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: bytes.length })), (cuts) => {
        const { events, reader, clock } = createReader();
        const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        for (const [index, edge] of edges.entries()) reader.handleBytes(bytes.slice(edge, edges[index + 1]));
        clock.advance(100);
        const told = events.filter((event) => event !== "paste ").join("|");
        expect(told).toBe("keys a|paste 日本\x1b[20 x|keys b|prefix|prefix over|command q|keys c");
      }),
      { seed: 200, numRuns: count(200, 2000) },
    );
  });

  test("of any length comes in pieces that hold whole characters", () => {
    const { events, reader } = createReader();
    const text = `x${"🦊".repeat(60_000)}`;
    const bytes = utf8(`\x1b[200~${text}\x1b[201~`);
    for (let at = 0; at < bytes.length; at += 4096) reader.handleBytes(bytes.slice(at, at + 4096));
    const pieces = events.map((event) => event.slice("paste ".length));
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(32_768);
    expect(pieces.filter((piece) => /\p{Cs}/u.test(piece))).toEqual([]);
    expect(pieces.join("")).toBe(text);
  });
});

describe("the prefix key", () => {
  test("makes the next key a command, also when that comes later", () => {
    const { events, type } = createReader();
    type("a\x1d");
    type("?b");
    expect(events).toEqual(["keys a", "prefix", "prefix over", "command ?", "keys b"]);
  });

  test("twice is the key itself", () => {
    const { events, type } = createReader();
    type("\x1d\x1d");
    expect(events.at(-1)).toBe("keys \x1d");
  });

  test("is called off by a key with a longer code, which keeps its meaning", () => {
    const { events, type } = createReader();
    type("\x1d");
    type("\x1b[A");
    expect(events).toEqual(["prefix", "prefix over", "keys \x1b[A"]);
  });
});

test("nothing comes after dispose", () => {
  const { events, reader, clock, type } = createReader();
  type("\x1b");
  reader.dispose();
  clock.advance(100);
  type("x");
  expect(events).toEqual([]);
});
