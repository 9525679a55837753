import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import { compareScreens } from "../support/compare-screens.ts";
import { screenOf, screenText, shows, typeAtScreen } from "../support/page-screen.ts";
import { knock, openOwner, type OwnerVisitor, visit, type Visitor } from "../support/pages.ts";

let browser: Browser;
let app: App;
const visitors: Visitor[] = [];

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startApp()]);
});

afterEach(async () => {
  const problems = visitors.flatMap((each) => each.problems);
  await Promise.all(visitors.splice(0).map(({ context }) => context.close()));
  expect(problems).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
});

/** An owner whose screen shows so much of the past to who joins, and a link to it. */
async function begin(
  joinersSee: "screen" | "none",
  { typed, shown }: { readonly typed: string; readonly shown: RegExp },
): Promise<{ readonly owner: OwnerVisitor; readonly link: string }> {
  const owner = await openOwner(browser, app);
  visitors.push(owner);
  await typeAtScreen(owner.page, typed);
  await shows(owner.page, shown);
  await app.tell("scrollback", owner.session, joinersSee);
  return { owner, link: await app.share(owner.session) };
}

interface SlowVisitor extends Visitor {
  /** The terminal's letters are there at last. */
  bringLetters(): void;
}

/** Joins, and is in before the page can draw a screen: the terminal's letters are still on their way. */
async function joinSlowly(owner: OwnerVisitor, link: string, name: string): Promise<SlowVisitor> {
  const guest = await visit(browser, "about:blank");
  visitors.push(guest);
  let bringLetters = () => {};
  const letters = new Promise<void>((resolve) => (bringLetters = resolve));
  await guest.context.route(/jetbrains-mono/, async (route) => {
    await letters;
    await route.continue();
  });
  // Not once everything has loaded: the letters have not.
  await guest.page.goto(link, { waitUntil: "commit" });
  await knock(guest.page, name);
  await owner.page.getByTestId("person").filter({ hasText: name }).waitFor();
  await guest.page.getByTestId("session").waitFor();
  return { ...guest, bringLetters };
}

test("where joiners see the screen alone, a guest whose page is slow to draw sees the owner's, by the same lines", async () => {
  const { owner, link } = await begin("screen", { typed: "seq 100\r", shown: /^100\n\$$/m });
  const guest = await joinSlowly(owner, link, "Ben");
  await shows(guest.page, /^100\n\$$/m, 10_000);
  guest.bringLetters();

  expect(compareScreens(await screenOf(owner.page), await screenOf(guest.page), { depth: "screen" })).toBe(
    undefined,
  );
  expect(await screenText(guest.page)).not.toMatch(/^10$/m);
  await app.tell("annotate", owner.session, "box", "--at", "0,0", "20,4", "--label", "These");
  for (const { page } of [owner, guest]) {
    await page.getByTestId("annotations").getByRole("img", { name: /These/ }).waitFor({ timeout: 10_000 });
  }
});

test("[M10] where joiners see nothing of the past, a guest whose page is slow to draw sees all that came since", async () => {
  const { owner, link } = await begin("none", { typed: "echo be''fore\r", shown: /^before\n\$$/m });
  const guest = await joinSlowly(owner, link, "Ben");
  await typeAtScreen(owner.page, "echo mean''while\r");
  await shows(owner.page, /^meanwhile$/m);
  guest.bringLetters();
  await shows(guest.page, /^meanwhile\n\$$/m, 10_000);
  await typeAtScreen(owner.page, "echo after''wards\r");
  await shows(guest.page, /^meanwhile\n\$ .*\nafterwards$/m, 10_000);
  expect(await screenText(guest.page)).not.toContain("before");
});
