import type { Page } from "playwright";
import { expect } from "vitest";

/** More steps than any page has places to stop at. */
const longWay = 40;
const patienceMs = 5_000;

/** What has the focus, as a screen reader names it. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return "nothing";
    const labels = "labels" in element && element.labels instanceof NodeList ? [...element.labels] : [];
    const label = element.getAttribute("aria-label") ?? labels.map((each) => each.textContent).join(" ");
    return (label || element.textContent || element.tagName).trim();
  });
}

/** Where the page itself puts the focus, by and by. */
export async function hasFocus(page: Page, name: RegExp): Promise<void> {
  await expect.poll(() => focused(page)).toMatch(name);
}

/** Steps with a key until something of that name has the focus. */
export async function goTo(page: Page, name: RegExp, key = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < longWay; step++) {
    const here = await focused(page);
    if (name.test(here)) return;
    passed.push(here);
    const element = await page.evaluateHandle(() => document.activeElement);
    await page.keyboard.press(key);
    // Some parts of a page move the focus a moment after the key; where it never moves, the key is not the way.
    const moved = await page
      .waitForFunction((before) => document.activeElement !== before, element, { timeout: patienceMs })
      .catch(() => undefined);
    if (moved === undefined) break;
  }
  throw new Error(`${key} never led to ${String(name)}, but to: ${passed.join(" | ")}`);
}
