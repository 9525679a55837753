import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBudgetMeter, frameCostBytes, toldBudget } from "../../../shared/signaling/budget.ts";
import { closeReasonSchema } from "../../../shared/channel/close-reason.ts";
import { closeCodeOf, closeReasonOf } from "../../../shared/signaling/close-codes.ts";
import { opensLink } from "../../../shared/signaling/door.ts";
import { createFairQueue } from "../../../shared/signaling/fair-queue.ts";
import { maxPayloadBytes } from "../../../shared/signaling/messages.ts";
import { decodeStreamFrame, encodeStreamFrame } from "../../../shared/signaling/stream-frames.ts";
import { createNativeCrypto } from "../../../electron/engine/identity/native-crypto.ts";
import { doorHashSchema } from "../../../shared/signaling/messages.ts";
import { toBase64url } from "../../../shared/base/bytes.ts";
import { count } from "../../support/counts.ts";

const numRuns = count(200, 10_000);

describe("close codes", () => {
  test("say every reason, each by a code of its own in the private range", () => {
    const codes = closeReasonSchema.options.map(closeCodeOf);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => code >= 4_000 && code <= 4_999)).toBe(true);
    expect(codes.map(closeReasonOf)).toEqual(closeReasonSchema.options);
  });

  test("of others' making say no more than is known", () => {
    const told = [1000, 1001, 1005, 1006, 1009, 1011, 1015, 3000, 4999].map(closeReasonOf);
    expect(told).toEqual([
      "left",
      "lost",
      "lost",
      "lost",
      "protocol-error",
      "internal-error",
      "lost",
      "lost",
      "lost",
    ]);
  });
});

describe("a stream frame", () => {
  test("comes back as it was, for every stream id and payload", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.uint8Array({ maxLength: 300 }),
        (stream, payload) => {
          expect(decodeStreamFrame(encodeStreamFrame(stream, payload))).toEqual({ stream, payload });
        },
      ),
      { numRuns },
    );
  });

  test("is none when it is too short for an id or larger than may be", () => {
    expect(decodeStreamFrame(new Uint8Array(3))).toBeUndefined();
    expect(decodeStreamFrame(new Uint8Array(4))).toEqual({ stream: 0, payload: new Uint8Array(0) });
    expect(decodeStreamFrame(new Uint8Array(4 + maxPayloadBytes))?.payload.length).toBe(maxPayloadBytes);
    expect(decodeStreamFrame(new Uint8Array(5 + maxPayloadBytes))).toBeUndefined();
  });
});

describe("a budget", () => {
  const budget = { bytesPerSecond: 1_000, burstBytes: 5_000 };

  test("never lets more through in any stretch than burst and rate allow", () => {
    const step = fc.record({
      passMs: fc.integer({ min: 0, max: 3_000 }),
      bytes: fc.integer({ min: 0, max: 6_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const meter = createBudgetMeter(budget, 0);
        let nowMs = 0;
        const taken: { atMs: number; bytes: number }[] = [];
        for (const { passMs, bytes } of steps) {
          nowMs += passMs;
          if (meter.take(bytes, nowMs)) taken.push({ atMs: nowMs, bytes });
        }
        for (let from = 0; from < taken.length; from++) {
          let sum = 0;
          for (const { atMs, bytes } of taken.slice(from)) {
            sum += bytes;
            expect(sum).toBeLessThanOrEqual(5_000 + (atMs - (taken[from]?.atMs ?? 0)) + 0.001);
          }
        }
      }),
      { numRuns },
    );
  });

  test("lets through what was waited for as long as it said, and nothing sooner", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 5_000 }), (first, then) => {
        const meter = createBudgetMeter(budget, 0);
        meter.take(first, 0);
        const waitMs = meter.waitMs(then, 0);
        if (waitMs > 1) expect(meter.take(then, waitMs - 1)).toBe(false);
        expect(meter.take(then, waitMs)).toBe(true);
      }),
      { numRuns },
    );
  });

  test("kept to as told stays within what is enforced, also when everything of a second arrives at once", () => {
    const enforced = { bytesPerSecond: 2_000_000, burstBytes: 8_000_000 };
    const told = toldBudget(enforced);
    const sender = createBudgetMeter(told, 0);
    const server = createBudgetMeter(enforced, 0);
    const cost = frameCostBytes(60_000);
    for (let second = 0; second < 60; second++) {
      let sent = 0;
      for (let ms = 0; ms < 1_000; ms++) {
        while (sender.take(cost, second * 1_000 + ms)) sent += 1;
      }
      for (let i = 0; i < sent; i++) expect(server.take(cost, second * 1_000 + 999)).toBe(true);
    }
  });

  test("is not refilled by a clock that stands still or goes back", () => {
    const meter = createBudgetMeter(budget, 1_000);
    expect(meter.take(5_000, 1_000)).toBe(true);
    expect(meter.take(1, 1_000)).toBe(false);
    expect(meter.take(1, 0)).toBe(false);
    expect(meter.take(1_000, 2_000)).toBe(true);
  });
});

describe("a fair queue", () => {
  const push = fc.record({
    stream: fc.integer({ min: 0, max: 4 }),
    bytes: fc.integer({ min: 0, max: maxPayloadBytes }),
  });

  test("gives everything once, each stream's in its order, and knows what is left", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(push, fc.constant(undefined)), { maxLength: 200 }), (steps) => {
        const queue = createFairQueue<number>();
        const waiting = new Map<number, { item: number; bytes: number }[]>();
        const take = () => {
          const next = queue.shift();
          const total = [...waiting.values()].flat().length;
          if (next === undefined) return expect(total).toBe(0);
          expect(waiting.get(next.stream)?.shift()).toEqual({ item: next.item, bytes: next.bytes });
        };
        for (const [item, step] of steps.entries()) {
          if (step === undefined) take();
          else {
            queue.push(step.stream, item, step.bytes);
            waiting.set(step.stream, [...(waiting.get(step.stream) ?? []), { item, bytes: step.bytes }]);
          }
          const sums = [...waiting].map(([stream, items]) => [
            stream,
            items.reduce((sum, { bytes }) => sum + bytes, 0),
          ]);
          for (const [stream = 0, sum] of sums) expect(queue.queuedBytes(stream)).toBe(sum);
          expect(queue.totalBytes).toBe(sums.reduce((sum, [, bytes = 0]) => sum + bytes, 0));
        }
        for (let left = [...waiting.values()].flat().length; left >= 0; left--) take();
      }),
      { numRuns },
    );
  });

  test("lets a keystroke pass a flood: it waits for one turn of each other stream at most", () => {
    const queue = createFairQueue<string>();
    for (const stream of [1, 2, 3]) {
      for (let i = 0; i < 100; i++) queue.push(stream, "flood", 4_096);
    }
    queue.push(4, "key", 40);
    let before = 0;
    for (let next = queue.shift(); next?.item !== "key"; next = queue.shift()) before += next?.bytes ?? 0;
    expect(before).toBeLessThanOrEqual(3 * 16_384);
  });

  test("shares a line by bytes, not by frames", () => {
    const queue = createFairQueue<undefined>();
    for (let i = 0; i < 2_000; i++) queue.push(1, undefined, 500);
    for (let i = 0; i < 20; i++) queue.push(2, undefined, 50_000);
    const sent = new Map([
      [1, 0],
      [2, 0],
    ]);
    for (let total = 0; total < 1_000_000; ) {
      const next = queue.shift();
      if (next === undefined) throw new Error("ran dry");
      total += next.bytes;
      sent.set(next.stream, (sent.get(next.stream) ?? 0) + next.bytes);
    }
    expect(Math.abs((sent.get(1) ?? 0) - (sent.get(2) ?? 0))).toBeLessThanOrEqual(100_000);
  });
});

test("[G1] a door opens its own link, until the millisecond it expires, and no other", () => {
  const crypto = createNativeCrypto();
  const door = new Uint8Array(32).fill(7);
  const link = { door: doorHashSchema.parse(toBase64url(crypto.sha256(door))), expiresAtMs: 1_000 };
  expect(opensLink(crypto, link, door, 999)).toBe(true);
  expect(opensLink(crypto, link, door, 1_000)).toBe(false);
  expect(opensLink(crypto, link, new Uint8Array(32).fill(8), 999)).toBe(false);
  expect(opensLink(crypto, link, new Uint8Array(0), 999)).toBe(false);
  expect(opensLink(crypto, undefined, door, 999)).toBe(false);
});
