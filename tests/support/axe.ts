import axeCore from "axe-core";
import type { Page } from "playwright";

export interface Look {
  /** Parts of the page that are left out, as a CSS selector. */
  readonly exclude?: string;
  /** These rules alone. */
  readonly rules?: readonly string[];
}

export interface Seen {
  /** What it finds serious or critical, each with where. */
  readonly serious: readonly string[];
  /** Rules that found something to look at and nothing wrong with it. */
  readonly passed: readonly string[];
}

/** What axe says of a page as it is now. Its half a megabyte of script goes into a page once, not with every look. */
export async function lookWithAxe(page: Page, { exclude, rules }: Look = {}): Promise<Seen> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeCore.source);
  return page.evaluate(
    async ([left, only]) => {
      const axe: unknown = Reflect.get(globalThis, "axe");
      const isAxe = (value: unknown): value is typeof axeCore =>
        typeof value === "object" && value !== null && "run" in value;
      if (!isAxe(axe)) throw new Error("axe is not in the page");
      const { violations, passes } = await axe.run(
        left === undefined ? document : { exclude: [[left]] },
        only === undefined ? {} : { runOnly: [...only] },
      );
      return {
        serious: violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .flatMap(({ id, help, nodes }) =>
            nodes.map(({ target, any }) => `${id}: ${help}: ${target.join(" ")} ${any[0]?.message ?? ""}`),
          ),
        passed: passes.map(({ id }) => id),
      };
    },
    [exclude, rules] as const,
  );
}
