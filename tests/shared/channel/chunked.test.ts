import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat } from "../../../shared/base/bytes.ts";
import {
  createCutter,
  createReassembler,
  decodeFrame,
  encodeFrame,
} from "../../../shared/channel/chunked.ts";
import { count } from "../../support/counts.ts";

describe("cutting and putting together", () => {
  test("gives back every message, whatever its length and the frame size", () => {
    const lane = fc.constantFrom("log" as const, "call" as const, "glance" as const);
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 500 }),
        fc.integer({ min: 2, max: 120 }),
        lane,
        (message, frameBytes, on) => {
          const cutter = createCutter(on, message, frameBytes);
          const reassembler = createReassembler(500);
          const frames: Uint8Array[] = [];
          for (let frame = cutter.next(); frame !== undefined; frame = cutter.next()) frames.push(frame);
          expect(frames.length).toBe(Math.ceil(message.length / (frameBytes - 1)));
          expect(frames.every((frame) => frame.length <= frameBytes)).toBe(true);
          expect(cutter.leftBytes).toBe(0);
          const results = frames.map((frame) => {
            const decoded = decodeFrame(frame);
            expect(decoded?.lane).toBe(on);
            return decoded && reassembler.add(decoded.piece, decoded.more);
          });
          expect(results.slice(0, -1).every((each) => each?.ok === true && each.value === undefined)).toBe(
            true,
          );
          expect(results.at(-1)).toEqual({ ok: true, value: message });
        },
      ),
      { numRuns: count(100, 5_000), seed: 1 },
    );
  });

  test("several messages in a row do not mix, and one that was given out does not change", () => {
    const reassembler = createReassembler(10);
    expect(reassembler.add(Uint8Array.of(1, 2), true)).toEqual({ ok: true, value: undefined });
    const first = reassembler.add(Uint8Array.of(3), false);
    reassembler.add(Uint8Array.of(9, 9, 9), true);
    expect(reassembler.add(Uint8Array.of(8), false)).toEqual({ ok: true, value: Uint8Array.of(9, 9, 9, 8) });
    expect(first).toEqual({ ok: true, value: Uint8Array.of(1, 2, 3) });
  });

  test("exactly the bound passes, one byte more does not, in one piece or in many", () => {
    expect(createReassembler(4).add(new Uint8Array(4), false).ok).toBe(true);
    expect(createReassembler(4).add(new Uint8Array(5), false)).toEqual({
      ok: false,
      error: "protocol-error",
    });
    const reassembler = createReassembler(4);
    for (let i = 0; i < 4; i++) expect(reassembler.add(Uint8Array.of(i), true).ok).toBe(true);
    expect(reassembler.add(Uint8Array.of(4), true)).toEqual({ ok: false, error: "protocol-error" });
  });

  test("a frame says its lane and whether more follows; anything else is none", () => {
    expect(decodeFrame(encodeFrame("call", true, Uint8Array.of(7)))).toEqual({
      lane: "call",
      more: true,
      piece: Uint8Array.of(7),
    });
    expect(decodeFrame(new Uint8Array(0))).toBeUndefined();
    expect(decodeFrame(Uint8Array.of(0))).toBeUndefined();
    for (let header = 6; header < 256; header++)
      expect(decodeFrame(Uint8Array.of(header, 1))).toBeUndefined();
    expect(concat(encodeFrame("log", false, Uint8Array.of(5)))).toEqual(Uint8Array.of(0, 5));
  });
});
