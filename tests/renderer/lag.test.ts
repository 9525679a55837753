import { describe, expect, it } from "vitest";
import { createLagMeter } from "../../renderer/session/lag.ts";

describe("how far a screen is behind", () => {
  it("takes the fastest entry as on time, whatever the two clocks' zero", () => {
    const lag = createLagMeter();
    lag.noteEntry(1, 5_000, 1_000_120);
    expect(lag.behindMs(1_000_120)).toBe(0);
    lag.noteEntry(1, 6_000, 1_001_120);
    expect(lag.behindMs(1_001_120)).toBeLessThan(1);
    lag.noteEntry(1, 7_000, 1_005_120);
    expect(lag.behindMs(1_005_120)).toBeGreaterThan(2_990);
  });

  it("is live again when nothing more comes", () => {
    const lag = createLagMeter();
    lag.noteEntry(1, 0, 100);
    lag.noteEntry(1, 1_000, 5_000);
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
    lag.noteEntry(1, 50_000, 60_000);
    lag.noteEntry(2, 10, 61_000);
    expect(lag.behindMs(61_000)).toBe(0);
  });
});
