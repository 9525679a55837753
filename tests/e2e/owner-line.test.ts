import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import { shows, typeAtScreen } from "../support/page-screen.ts";
import { lineOf, startSession, visitHome } from "../support/pages.ts";

let browser: Browser;
let app: App;

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startApp()]);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await app?.dispose();
});

/** Lets a test cut the page's lines to its host. */
function withCuttableLines(): void {
  const made: WebSocket[] = [];
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(address: string | URL) {
      super(address);
      made.push(this);
    }
  };
  Object.assign(window, {
    cutLines: () => {
      for (const each of made.splice(0)) each.close();
    },
  });
}

async function cutLines(page: Page): Promise<void> {
  await page.evaluate(() => {
    const cut: unknown = Reflect.get(window, "cutLines");
    if (typeof cut === "function") cut();
  });
}

test("an owner's page whose lines are cut has them again, on the list as in a session", async () => {
  const { page, problems } = await visitHome(browser, app, { before: [withCuttableLines] });
  const elsewhere = await visitHome(browser, app);
  await cutLines(page);
  await startSession(elsewhere, { title: "Begun elsewhere" });
  await page.getByRole("button", { name: "Open Begun elsewhere" }).click();
  await shows(page, /^\$$/m);
  await cutLines(page);
  await typeAtScreen(elsewhere.page, "echo still $((40 + 2))\r");
  await shows(page, /^still 42$/m);
  await lineOf(page, /Live/);
  expect(problems).toEqual([]);
});

test("an owner's page whose host is killed says that it has stopped, and how to go on", async () => {
  const { page } = await visitHome(browser, app);
  await app.stop("SIGKILL");
  await page.getByText(/^The host has stopped.*open the new address it prints/).waitFor();
  expect(await page.getByTestId("start").isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Try again" }).waitFor();
});
