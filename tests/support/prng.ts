/** Numbers that look random and are the same for the same seed: SplitMix32 (public domain). */
export interface Prng {
  /** 0 ≤ n < 1. */
  fraction(): number;
  /** A whole number, 0 ≤ n < below. */
  below(below: number): number;
  /** true once in so many. */
  oneIn(n: number): boolean;
  pick<T>(items: readonly T[]): T | undefined;
  /** One of the names, each as likely as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
}

export function createPrng(seed: number): Prng {
  let state = seed | 0;
  const fraction = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(fraction() * limit);
  return {
    fraction,
    below,
    oneIn: (n) => below(n) === 0,
    pick: (items) => items[below(items.length)],
    weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
      const names = Object.keys(weights) as Name[];
      let left = fraction() * names.reduce((sum, name) => sum + weights[name], 0);
      for (const name of names) {
        left -= weights[name];
        if (left < 0) return name;
      }
      throw new Error("nothing to choose from");
    },
  };
}
