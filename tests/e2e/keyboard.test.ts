import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import { shows } from "../support/page-screen.ts";
import { visit, visitHome, type VisitOptions } from "../support/pages.ts";
import { goTo, hasFocus } from "./by-keyboard.ts";

let browser: Browser;
let app: App;

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startApp()]);
});

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
});

/** Where everything comes in and goes as it does for most people; elsewhere tests ask for no motion. */
const moving = { reducedMotion: "no-preference" } as const satisfies VisitOptions;

test("by keyboard alone: start, share, ask to join, let in, ask for control, grant it, type, chat both ways and end", async () => {
  const { page: owner } = await visitHome(browser, app, moving);
  await goTo(owner, /^Start session$/);
  await owner.keyboard.press("Enter");
  await shows(owner, /^\$$/m);
  await hasFocus(owner, /^Shared terminal/);
  await owner.keyboard.type("echo hands on the keys\r");
  await shows(owner, /^hands on the keys$/m);

  // Tab belongs to the shell; Ctrl+F6 is the way out.
  await owner.keyboard.press("Control+F6");
  await goTo(owner, /^Share$/);
  await owner.keyboard.press("Enter");
  await goTo(owner, /^View only$/);
  await goTo(owner, /^May type$/, "ArrowRight");
  await owner.keyboard.press("Space");
  await goTo(owner, /^Create link and copy it$/);
  await owner.keyboard.press("Enter");
  const link = await owner.getByTestId("link-url").inputValue();
  expect(await owner.getByTestId("link").innerText()).toContain("May type");
  await owner.keyboard.press("Escape");
  await hasFocus(owner, /^Share$/);

  const { page: guest } = await visit(browser, link, moving);
  await guest.getByRole("textbox", { name: "Your name" }).waitFor();
  await goTo(guest, /^Your name/);
  await guest.keyboard.type("Ben");
  await goTo(guest, /recorded/);
  await guest.keyboard.press("Space");
  await goTo(guest, /^Ask to join$/);
  await guest.keyboard.press("Enter");

  await owner.getByTestId("ask-bar").waitFor();
  await owner.keyboard.press("Control+F6");
  await hasFocus(owner, /^Let in$/);
  await owner.keyboard.press("Enter");
  await shows(guest, /^hands on the keys$/m);

  // Who may not type yet is not put on the screen.
  await goTo(guest, /^Ask for control$/);
  await guest.keyboard.press("Enter");
  await hasFocus(guest, /^What for/);
  await guest.keyboard.type("to try it");
  await guest.keyboard.press("Enter");
  await owner.getByTestId("ask-bar").waitFor();
  await owner.keyboard.press("Control+F6");
  await hasFocus(owner, /^Grant 10 min$/);
  await owner.keyboard.press("Enter");
  await guest.getByTestId("control").getByText("You have control").waitFor();
  await hasFocus(guest, /^Shared terminal/);
  await guest.keyboard.type("echo mine too\r");
  await shows(owner, /^mine too$/m);

  for (const [page, words] of [
    [guest, "May I?"],
    [owner, "You do already."],
  ] as const) {
    await page.keyboard.press("Control+F6");
    await goTo(page, /^Chat/);
    await page.keyboard.press("Enter");
    await goTo(page, /^Message$/);
    await page.keyboard.type(words);
    await page.keyboard.press("Enter");
  }
  await guest.getByText("You do already.").waitFor();
  await owner.getByText("May I?").waitFor();

  await goTo(owner, /^More$/);
  await owner.keyboard.press("Enter");
  await goTo(owner, /^End session$/, "ArrowDown");
  await owner.keyboard.press("Enter");
  await goTo(owner, /^End session$/);
  await owner.keyboard.press("Enter");
  expect(await guest.getByTestId("closed").innerText()).toContain("The session has ended");
});
