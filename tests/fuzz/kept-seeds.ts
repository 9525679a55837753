import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";

/** Seeds that once failed, played first for ever after. */
export interface KeptSeeds {
  readonly seeds: readonly number[];
  /** Plays one; where that fails, it is kept. */
  play(seed: number): Promise<void>;
  /** Where to begin: anywhere, or with what TANDEM_SEED says, and then it is that one alone. */
  readonly first: number;
  readonly isAlone: boolean;
}

export function keptSeeds(name: string, play: (seed: number) => Promise<unknown>): KeptSeeds {
  const file = new URL(name, import.meta.url);
  const seeds = z.array(z.int()).parse(JSON.parse(readFileSync(file, "utf8")));
  const given = process.env["TANDEM_SEED"];
  return {
    seeds,
    async play(seed) {
      try {
        await play(seed);
      } catch (error) {
        if (!seeds.includes(seed)) {
          seeds.push(seed);
          writeFileSync(file, `[${seeds.join(", ")}]\n`);
        }
        throw new Error(`seed ${seed} fails; it is kept in tests/fuzz/${name}`, { cause: error });
      }
    },
    first: given === undefined ? Math.floor(Math.random() * 0x7fff_ffff) : Number(given),
    isAlone: given !== undefined,
  };
}
