import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { lookWithAxe } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { serveFixtures } from "./fixtures-page.ts";

/** Every view there is, each looked at in every size and colour. */
const fixtures = await serveFixtures();
const browser = await launchBrowser();
const problems: string[] = [];

/** Pages that nobody looks at just now, as many as there are cores. */
const pages = await Promise.all([newPage(), newPage()]);
const waiting: ((page: Page) => void)[] = [];

async function newPage(): Promise<Page> {
  // Pages of one context share a process, and look at one view after the other.
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`${page.url()}: ${error.message}`));
  return page;
}

async function withPage(look: (page: Page) => Promise<void>): Promise<void> {
  const page = pages.pop() ?? (await new Promise<Page>((resolve) => waiting.push(resolve)));
  try {
    await look(page);
  } finally {
    const next = waiting.shift();
    if (next === undefined) pages.push(page);
    else next(page);
  }
}

let names: readonly string[] = [];
await withPage(async (page) => {
  names = await fixtures.names(page);
});

afterAll(async () => {
  await browser.close();
  await fixtures.dispose();
});

const sizes = [
  { width: 1280, height: 800 },
  { width: 1024, height: 640 },
  { width: 390, height: 844 },
] as const;

/** What another layout can break. */
const onPhones = ["aria-hidden-focus", "button-name", "label", "scrollable-region-focusable", "target-size"];

async function open(page: Page, name: string): Promise<void> {
  await page.setViewportSize(sizes[0]);
  await page.emulateMedia({ colorScheme: "light" });
  await fixtures.open(page, name);
}

async function seriousIn(looked: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // What the target prints has its own colours, and hundreds of cells: accessibility.test.ts looks at them.
  const { serious } = await lookWithAxe(looked, {
    exclude: ".xterm",
    ...(rules === undefined ? {} : { rules }),
  });
  return serious;
}

/** What does not fit: a page that scrolls sideways, or a control that nobody can reach. */
async function unreachable(looked: Page): Promise<readonly string[]> {
  return looked.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} px wide in ${clientWidth}`);
    const scrolls = (element: Element): boolean => {
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        if ([overflowX, overflowY].some((way) => way === "auto" || way === "scroll")) return true;
      }
      return false;
    };
    for (const control of document.querySelectorAll(
      "button, a[href], input, select, [role=button], [role=tab]",
    )) {
      const { left, right, top, bottom, width, height } = control.getBoundingClientRect();
      const { visibility, opacity } = getComputedStyle(control);
      // What only a screen reader meets is a pixel large; what scrolls into view is reached by scrolling.
      if (width <= 1 || height <= 1 || visibility === "hidden" || opacity === "0" || scrolls(control))
        continue;
      const outside = left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
      if (outside) found.push(`${control.outerHTML.slice(0, 120)} ends outside the window`);
    }
    return found;
  });
}

test.concurrent.for(names)(
  "the view %s fits every window, and axe finds nothing serious in it",
  async (name, { expect }) => {
    await withPage(async (page) => {
      await open(page, name);
      for (const size of sizes) {
        await page.setViewportSize(size);
        const where = { message: `at ${size.width} × ${size.height}` };
        // A page takes another layout a moment after its window has another size.
        await expect.poll(() => unreachable(page), where).toEqual([]);
      }
      expect(await seriousIn(page, onPhones), "on a phone").toEqual([]);
      await page.setViewportSize(sizes[0]);
      expect(await seriousIn(page), "in a window").toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.waitForFunction(() => document.documentElement.dataset["theme"] === "dark");
      expect(await seriousIn(page, ["color-contrast"]), "in the dark").toEqual([]);
      expect(problems).toEqual([]);
    });
  },
);

test("docs/views.md shows every view", () => {
  const shown = readFileSync(new URL("../../docs/views.md", import.meta.url), "utf8");
  expect([...shown.matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual(names);
});
