import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import { shows } from "../support/page-screen.ts";
import { leave, lineOf, openGuest, openOwner, type OwnerVisitor, type Visitor } from "../support/pages.ts";

let browser: Browser;
let app: App;
/** Of a session with one place, and a link to it. */
let owner: OwnerVisitor;
let link: string;
const guests: Visitor[] = [];

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startApp()]);
  owner = await openOwner(browser, app, { mode: "Interactive", places: 1 });
  link = await app.share(owner.session);
});

afterEach(async () => {
  await Promise.all(guests.splice(0).map(({ context }) => context.close()));
});

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
});

/** Runs in the page, before its own scripts: a browser that can go nowhere directly. */
function forgetWebRtc(): void {
  Reflect.deleteProperty(globalThis, "RTCPeerConnection");
}

describe.each([
  ["directly", [], /Direct/],
  ["over the relay", [forgetWebRtc], /Relayed/],
] as const)("a guest's page that is connected %s", (_way, before, carrier) => {
  test.each([
    ["closed", (guest: Visitor) => guest.page.close()],
    ["led elsewhere", (guest: Visitor) => guest.page.goto("about:blank")],
    ["loaded anew", (guest: Visitor) => guest.page.reload()],
  ] as const)("gives its place up at once when it is %s", async (_how, end) => {
    const guest = await openGuest(browser, link, "Ben", { before });
    guests.push(guest);
    await shows(guest.page, /^\$$/m);
    await lineOf(guest.page, carrier);
    await owner.page.getByTestId("person").filter({ hasText: "Ben" }).waitFor();
    await end(guest);
    // The host keeps the place of a line that is lost for two minutes.
    await owner.page.getByTestId("person").filter({ hasText: "Ben" }).waitFor({ state: "detached" });
    const next = await openGuest(browser, link, "Dora", { before });
    await shows(next.page, /^\$$/m);
    await expect.poll(() => owner.page.getByTestId("person").count()).toBe(2);
    await leave(next);
  });
});
