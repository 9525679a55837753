import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "../support/app.ts";
import { lookWithAxe } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { shows, typeAtScreen } from "../support/page-screen.ts";
import {
  keptBy,
  knock,
  makeLink,
  openGuest,
  openOwner,
  openPanel,
  say,
  startSession,
  visit,
  visitHome,
  type Visitor,
  type VisitOptions,
} from "../support/pages.ts";

let browser: Browser;
let app: App;
const visitors: Visitor[] = [];

/** Nothing moves, so that no colour is looked at halfway. */
const still = { reducedMotion: "reduce" } as const satisfies VisitOptions;

async function opened(url: string): Promise<Page> {
  const visitor = await visit(browser, url, still);
  visitors.push(visitor);
  return visitor.page;
}

/** Every page there is to look at, by name; made once, each by going there as people do. */
const views = new Map<string, Page>();

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startApp()]);

  const ending = await openOwner(browser, app, { ...still, title: "Over soon" });
  const endingLink = await app.share(ending.session);
  const ended = await openGuest(browser, endingLink, "Ada", still);
  await typeAtScreen(ending.page, "exit\r");
  await ended.page.getByTestId("closed").waitFor();
  views.set("a session that has ended", ended.page);

  const owner = await openOwner(browser, app, { ...still, title: "Payments, rolling restart" });
  const link = await app.share(owner.session);
  const asking = await app.share(owner.session, { grant: "interact" });
  const guest = await openGuest(browser, link, "Ben", still);
  await openPanel(guest.page, "Chat");
  await say(guest.page, "Is it the blue one?");
  await typeAtScreen(
    owner.page,
    "ls --color=always -la /etc | head -40; PS1='\\[\\e[1;32m\\]ana\\[\\e[0m\\] $ '\r",
  );
  await shows(guest.page, /^ana \$$/m);

  const waiting = await opened(asking);
  await knock(waiting, "Cleo");
  await waiting.getByTestId("waiting").waitFor();
  await owner.page.getByTestId("ask-bar").waitFor();

  const home = await visitHome(browser, app, still);
  const sharing = await visitHome(browser, app, still);
  await startSession(sharing, { title: "Shared" });
  await makeLink(sharing.page);
  await sharing.page.getByTestId("share").click();
  await sharing.page.getByTestId("link").waitFor();

  visitors.push(ending, ended, owner, guest, home, sharing);
  await home.page.getByTestId("session-row").first().waitFor();
  views.set("the list of sessions", home.page);
  views.set("a session, as its owner sees it", owner.page);
  views.set("a session, as a guest sees it", guest.page);
  views.set("the share menu", sharing.page);
  views.set("the page of a link", await opened(link));
  views.set("waiting to be let in", waiting);
  const refused = await opened(link.replace(/LNK-.{16}/, `LNK-${"A".repeat(16)}`));
  await refused.getByTestId("closed").waitFor();
  views.set("a link that is not valid", refused);
});

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
});

const names = [
  "the list of sessions",
  "a session, as its owner sees it",
  "a session, as a guest sees it",
  "the share menu",
  "the page of a link",
  "waiting to be let in",
  "a session that has ended",
  "a link that is not valid",
] as const;

/** The colours of everything else are looked at in both ways in views.test.ts: the target's are on these alone. */
const withScreen: readonly (typeof names)[number][] = [
  "a session, as its owner sees it",
  "a session, as a guest sees it",
];

describe.each([
  ["light", names],
  ["dark", withScreen],
] as const)("in %s colours axe finds nothing serious on", (colorScheme, looked) => {
  test.each(looked)("%s", async (name) => {
    const page = views.get(name);
    if (page === undefined) throw new Error(`nobody went to ${name}`);
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction((theme) => document.documentElement.dataset["theme"] === theme, colorScheme);
    const { serious, passed } = await lookWithAxe(page);
    expect(passed, "it could look").toContain("color-contrast");
    expect(serious).toEqual([]);
  });
});

test("none of these pages had an error, violated its policy or kept anything", async () => {
  expect((await Promise.all(visitors.map(keptBy))).flat()).toEqual([]);
  expect(visitors.flatMap(({ problems }) => problems)).toEqual([]);
});
