import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAckCounter, createSendWindow } from "../../../shared/channel/window.ts";
import { count } from "../../support/counts.ts";

const kib = 1_024;

function createWindow(options: { initialBytes?: number; maxBytes?: number } = {}) {
  let nowMs = 0;
  const window = createSendWindow({ clock: { monotonicMs: () => nowMs }, ...options });
  return { window, pass: (ms: number) => (nowMs += ms) };
}

/**
 * A line of a rate and a round trip, and a sender that always has more: pieces queue at the line, the receiver
 * acknowledges as its counter says. Returns the window at the end of each tenth of the time.
 */
function run(line: { readonly bytesPerMs: number; readonly roundTripMs: number }, forMs: number): number[] {
  const { window, pass } = createWindow();
  const acks = createAckCounter();
  const pieceBytes = 1_100;
  const arriving: { readonly atMs: number; readonly total: number }[] = [];
  const windows: number[] = [];
  let freeAtMs = 0;
  const stepMs = 0.25;
  for (let nowMs = 0; nowMs < forMs; nowMs += stepMs) {
    while (arriving[0] !== undefined && arriving[0].atMs <= nowMs)
      window.noteAcked(arriving.shift()?.total ?? 0);
    while (window.canSend(pieceBytes)) {
      window.noteSent(pieceBytes);
      freeAtMs = Math.max(freeAtMs, nowMs) + pieceBytes / line.bytesPerMs;
      const total = acks.noteReceived(pieceBytes);
      if (total !== undefined) arriving.push({ atMs: freeAtMs + line.roundTripMs, total });
    }
    if (nowMs % (forMs / 10) < stepMs) windows.push(window.windowBytes);
    pass(stepMs);
  }
  return windows;
}

describe("a send window", () => {
  test("[F1] takes its first size, no more, and opens with what is acknowledged", () => {
    const { window } = createWindow();
    window.noteSent(64 * kib);
    expect([window.underWayBytes, window.canSend(1)]).toEqual([64 * kib, false]);
    expect(window.noteAcked(16 * kib)).toBe(true);
    expect([window.underWayBytes, window.canSend(16 * kib), window.canSend(16 * kib + 1)]).toEqual([
      48 * kib,
      true,
      false,
    ]);
  });

  test("lets a piece larger than itself go alone", () => {
    const { window } = createWindow();
    expect(window.canSend(100 * kib)).toBe(true);
    window.noteSent(100 * kib);
    expect(window.canSend(1)).toBe(false);
  });

  test("throws when more is sent than it allows: that is a bug here", () => {
    const { window } = createWindow();
    window.noteSent(60 * kib);
    expect(() => window.noteSent(5 * kib)).toThrow("window");
  });

  test("hardly grows on a short line, however fast: more would only queue", () => {
    expect(Math.max(...run({ bytesPerMs: 20_000, roundTripMs: 0.5 }, 2_000))).toBeLessThan(80 * kib);
  });

  test("grows on a long fat line to twice what is under way there, and stays there", () => {
    const bytesPerMs = 3_000;
    const roundTripMs = 80;
    const product = bytesPerMs * roundTripMs;
    const last = run({ bytesPerMs, roundTripMs }, 8_000).slice(4);
    for (const windowBytes of last) {
      expect(windowBytes).toBeGreaterThan(1.5 * product);
      expect(windowBytes).toBeLessThan(2.6 * product);
    }
  });

  test("[F1] never passes its largest size", () => {
    expect(Math.max(...run({ bytesPerMs: 20_000, roundTripMs: 200 }, 10_000))).toBe(1_024 * kib);
  });

  test("does not grow for a sender that had nothing more to send", () => {
    const { window, pass } = createWindow();
    for (let i = 1; i <= 50; i++) {
      window.noteSent(30 * kib);
      pass(100);
      expect(window.noteAcked(i * 30 * kib)).toBe(true);
    }
    expect(window.windowBytes).toBe(64 * kib);
  });

  test("believes that a route has become longer after ten seconds, and not before", () => {
    const { window, pass } = createWindow();
    let total = 0;
    const turn = (ms: number) => {
      while (window.canSend(1_100)) {
        window.noteSent(1_100);
        total += 1_100;
      }
      pass(ms);
      window.noteAcked(total);
      return window.windowBytes;
    };
    for (let i = 0; i < 40; i++) turn(100);
    expect(window.windowBytes).toBe(1_024 * kib);
    const longer = Array.from({ length: 40 }, () => turn(400));
    const tenSeconds = 25;
    expect(Math.min(...longer.slice(10, tenSeconds)), "takes it for a queue of its own").toBeLessThan(
      256 * kib,
    );
    expect(longer.at(-1)).toBe(1_024 * kib);
  });

  test("[F1] refuses every acknowledgement that no honest receiver sends, and none else", () => {
    const step = fc.oneof(
      fc.record({ send: fc.integer({ min: 1, max: 200_000 }) }),
      fc.record({
        ack: fc.oneof(fc.integer({ min: -10, max: 2_000_000 }), fc.double(), fc.constant(Number.NaN)),
      }),
      fc.record({ ackPart: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ pass: fc.integer({ min: 0, max: 5_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { window, pass } = createWindow();
        let sent = 0;
        let acked = 0;
        for (const each of steps) {
          if ("pass" in each) pass(each.pass);
          else if ("send" in each) {
            const underWay = sent - acked;
            const fits = underWay === 0 || underWay + each.send <= window.windowBytes;
            expect(window.canSend(each.send)).toBe(fits);
            if (fits) {
              window.noteSent(each.send);
              sent += each.send;
            } else expect(() => window.noteSent(each.send)).toThrow();
          } else {
            const total = "ack" in each ? each.ack : Math.round(acked + (sent - acked) * each.ackPart);
            const honest = Number.isSafeInteger(total) && total > acked && total <= sent;
            expect(window.noteAcked(total)).toBe(honest);
            if (honest) acked = total;
          }
          expect(window.underWayBytes).toBe(sent - acked);
          expect(window.windowBytes).toBeGreaterThanOrEqual(64 * kib);
          expect(window.windowBytes).toBeLessThanOrEqual(1_024 * kib);
        }
      }),
      { numRuns: count(200, 10_000), seed: 20_240 },
    );
  });
});

describe("an acknowledgement counter", () => {
  test("owes less than its step at any time, never names a total twice, and settles with a flush", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40_000 }), { maxLength: 100 }), (pieces) => {
        const acks = createAckCounter();
        let received = 0;
        let acked = 0;
        for (const bytes of pieces) {
          received += bytes;
          const total = acks.noteReceived(bytes);
          if (total !== undefined) {
            expect(total).toBe(received);
            acked = total;
          }
          expect(received - acked).toBeLessThan(16_384);
        }
        expect(acks.flush()).toBe(received === acked ? undefined : received);
        expect(acks.flush()).toBeUndefined();
      }),
      { numRuns: count(200, 10_000), seed: 20_241 },
    );
  });
});
