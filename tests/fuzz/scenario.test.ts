import { expect, it } from "vitest";
import { count } from "../support/counts.ts";
import { keptSeeds } from "./kept-seeds.ts";
import { playScenario } from "./scenario.ts";

const stepsOfASession = 400;
const steps = count(10_000, 100_000);
const kept = keptSeeds("seeds.json", (seed) => playScenario(seed, stepsOfASession));

it.each(kept.seeds)(
  "[L3] plays seed %i, which once failed",
  async (seed) => {
    await expect(kept.play(seed)).resolves.toBeUndefined();
  },
  60_000,
);

it(
  `[L3, P1, P2, P6, J6, F2, F4] holds through ${steps} random steps of people joining, typing, lagging and being removed`,
  async () => {
    for (let i = 0; i < (kept.isAlone ? 1 : steps / stepsOfASession); i++) {
      await expect(kept.play(kept.first + i)).resolves.toBeUndefined();
    }
  },
  20 * 60_000,
);
