import { expect, it } from "vitest";
import { createFlood } from "../../../electron/engine/session/flood.ts";
import { createTestClock } from "../../support/clock.ts";

it("[F2] whether output is a flood is the same for everybody in a round of sending, however long that takes", () => {
  const clock = createTestClock();
  let bytes = 0;
  const flood = createFlood(clock, () => bytes);
  bytes += 100_000;
  clock.advance(50);
  expect(flood.isOn).toBe(false);
  flood.look();
  expect(flood.isOn).toBe(true);
  clock.advance(150);
  expect(flood.isOn).toBe(true);
  flood.look();
  expect(flood.isOn).toBe(false);
});
