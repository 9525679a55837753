import { describe, expect, it } from "vitest";
import { createLagMeter } from "../../renderer/session/lag.ts";

/** An entry made at this time of the host's, whose wall time began its epoch at `wallOffsetMs`. */
const made = (elapsedMs: number, { epoch = 1, wallOffsetMs = 0 } = {}) => ({
  epoch,
  wallOffsetMs,
  elapsedMs,
});

describe("how far a screen is behind", () => {
  it("takes the fastest entry as on time, whatever the two clocks' zero", () => {
    const lag = createLagMeter();
    lag.noteEntry(made(5_000), 1_000_120);
    expect(lag.behindMs(1_000_120)).toBe(0);
    lag.noteEntry(made(6_000), 1_001_120);
    expect(lag.behindMs(1_001_120)).toBeLessThan(1);
    lag.noteEntry(made(7_000), 1_005_120);
    expect(lag.behindMs(1_005_120)).toBeGreaterThan(2_990);
  });

  it("is live again when nothing more comes", () => {
    const lag = createLagMeter();
    lag.noteEntry(made(0), 100);
    lag.noteEntry(made(1_000), 5_000);
    expect(lag.behindMs(5_100)).toBeGreaterThan(3_000);
    expect(lag.behindMs(6_100)).toBe(0);
  });

  it("counts what the screen has not taken in, from the oldest on", () => {
    const lag = createLagMeter();
    const first = lag.noteWrite(100);
    const second = lag.noteWrite(100);
    expect(lag.behindMs(2_100)).toBe(2_000);
    first();
    expect(lag.behindMs(2_100)).toBeGreaterThan(1_999);
    second();
    expect(lag.behindMs(2_100)).toBe(0);
  });

  it("starts anew with an epoch: the host's clock began again", () => {
    const lag = createLagMeter();
    lag.noteEntry(made(50_000), 60_000);
    lag.noteEntry(made(10, { epoch: 2 }), 61_000);
    expect(lag.behindMs(61_000)).toBe(0);
  });

  it("starts anew once the host's clock has jumped: its own time may have stood still in a sleep", () => {
    const lag = createLagMeter();
    lag.noteEntry(made(5_000), 1_000);
    lag.noteEntry(made(5_100, { wallOffsetMs: 60_000 }), 61_100);
    expect(lag.behindMs(61_100)).toBe(0);
    lag.noteEntry(made(5_200, { wallOffsetMs: 60_000 }), 63_200);
    expect(lag.behindMs(63_200)).toBeGreaterThan(1_990);
  });

  it("tells of each entry how late it is", () => {
    const lag = createLagMeter();
    expect(lag.noteEntry(made(5_000), 1_000)).toBe(0);
    expect(lag.noteEntry(made(6_000), 5_000)).toBeCloseTo(3_000, -1);
    expect(lag.noteEntry(made(7_000), 2_900)).toBe(0);
  });
});
