import { expect, it } from "vitest";
import { createEgress } from "../../../electron/engine/session/egress.ts";
import { createTestClock } from "../../support/clock.ts";

/** Ms spent on sending within a second in which there is always something to send. */
function spentMs(skipsEveryMs: number | undefined): number {
  const clock = createTestClock();
  const egress = createEgress(clock);
  let spent = 0;
  for (let ms = 0; ms < 1_000; ms++) {
    if (skipsEveryMs !== undefined && ms % skipsEveryMs === 0) egress.noteSkipped();
    egress.refill();
    if (egress.allows()) {
      egress.noteSent(1);
      spent++;
    }
    clock.advance(1);
  }
  return spent;
}

it("[F1] in a flood sending takes a fifth of the time, that reading and answering have the rest", () => {
  expect(spentMs(50)).toBeGreaterThan(190);
  expect(spentMs(50)).toBeLessThan(230);
});

it("[F1] out of a flood it takes most of the time: whole screens are not kept waiting", () => {
  expect(spentMs(undefined)).toBeGreaterThan(790);
  expect(spentMs(undefined)).toBeLessThan(830);
});

it("[F2] whoever is refused first in a round is not overtaken in it by those behind", () => {
  const clock = createTestClock();
  const egress = createEgress(clock);
  egress.noteSent(13);
  egress.refill();
  expect(egress.allows()).toBe(false);
  clock.advance(50);
  expect(egress.allows()).toBe(false);
  egress.refill();
  expect(egress.allows()).toBe(true);
});
