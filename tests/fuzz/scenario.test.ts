import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import { count } from "../support/counts.ts";
import { expectNoLeaks } from "../support/leaks.ts";
import { playScenario } from "./scenario.ts";

expectNoLeaks();

const stepsOfASession = 200;
const steps = count(10_000, 100_000);

/** Seeds that once failed, played first for ever after. */
const seedsFile = new URL("./seeds.json", import.meta.url);
const keptSeeds = z.array(z.int()).parse(JSON.parse(readFileSync(seedsFile, "utf8")));

async function playKept(seed: number): Promise<void> {
  try {
    await playScenario(seed, stepsOfASession);
  } catch (error) {
    if (!keptSeeds.includes(seed)) {
      keptSeeds.push(seed);
      writeFileSync(seedsFile, `${JSON.stringify(keptSeeds)}\n`);
    }
    throw new Error(`seed ${seed} fails; it is kept in tests/fuzz/seeds.json`, { cause: error });
  }
}

it.each(keptSeeds)(
  "[L3] plays seed %i, which once failed",
  async (seed) => {
    await expect(playKept(seed)).resolves.toBeUndefined();
  },
  60_000,
);

it(
  `[L3, P1, P2, P6, J6, F2, F4] holds through ${steps} random steps of people joining, typing, lagging and being removed`,
  async () => {
    const given = process.env["TANDEM_SEED"];
    const first = given === undefined ? Math.floor(Math.random() * 0x7fff_ffff) : Number(given);
    for (let i = 0; i < (given === undefined ? steps / stepsOfASession : 1); i++) {
      await expect(playKept(first + i)).resolves.toBeUndefined();
    }
  },
  20 * 60_000,
);
