import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import { screenText, shows, typeAtScreen } from "../support/page-screen.ts";
import {
  closingOf,
  keptBy,
  knock,
  letIn,
  lineOf,
  makeLink,
  openGuest,
  openOwner,
  openPanel,
  type OwnerVisitor,
  say,
  visit,
  type Visitor,
} from "../support/pages.ts";
import { installation, seen } from "../support/tandem.ts";
import { inputOf, recorded } from "./recorded.ts";

let browser: Browser;
let app: App;
const visitors: Visitor[] = [];

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startApp()]);
});

afterEach(async () => {
  const problems = visitors.flatMap((each) => each.problems);
  const kept = (await Promise.all(visitors.map(keptBy))).flat();
  await Promise.all(visitors.splice(0).map(({ context }) => context.close()));
  expect(problems, "nothing goes wrong on any page, and no policy is violated").toEqual([]);
  expect(kept, "nothing outlives a page").toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
});

async function own(): Promise<OwnerVisitor> {
  const owner = await openOwner(browser, app, { mode: "Interactive" });
  visitors.push(owner);
  return owner;
}

async function enter(url: string, name: string): Promise<Visitor> {
  const guest = await openGuest(browser, url, name);
  visitors.push(guest);
  return guest;
}

/** Chooses something from the menu about a person. */
async function openAbout(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `About ${name}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** Comes to the door, where the owner has to open. */
async function ask(url: string, name: string): Promise<Visitor> {
  const guest = await visit(browser, url);
  visitors.push(guest);
  await knock(guest.page, name);
  await guest.page.getByTestId("waiting").waitFor();
  return guest;
}

test("an owner starts and shares, a guest joins by the link over WebRTC, and they see each other's words", async () => {
  const owner = await own();
  expect(owner.page.url(), "the launch code leaves the address").not.toContain("launch");
  const link = await makeLink(owner.page);
  const guest = await enter(link, "Ben");
  await guest.page.getByTestId("control-bar").getByText("View only").waitFor();
  await lineOf(guest.page, /Live.*Direct · \d+ ms/s);

  await typeAtScreen(owner.page, "echo seen by $((1 + 1))\r");
  await shows(guest.page, /^seen by 2/m);

  await openPanel(owner.page, "Chat");
  await openPanel(guest.page, "Chat");
  await say(guest.page, "What is this?");
  await owner.page.getByText("What is this?").waitFor();
  await say(owner.page, "@Ben arithmetic");
  await guest.page.locator("mark", { hasText: "@Ben" }).waitFor();

  const secret = link.split("#")[1] ?? "";
  expect(guest.requests.length).toBeGreaterThan(3);
  expect(guest.requests.filter((each) => each.includes(secret))).toEqual([]);
});

test("a guest at the command line is in the same session as one in a browser", async () => {
  const owner = await own();
  const link = await makeLink(owner.page, { grant: "interact", asks: false });
  const guest = await enter(link, "Ben");
  const terminal = await installation().join(link, "--name", "Dora", "--yes");
  await owner.page.getByTestId("person").filter({ hasText: "Dora" }).waitFor();
  await typeAtScreen(guest.page, "echo from the browser\r");
  await seen(terminal, "from the browser\r\n");
  await terminal.command("input.key", { data: "echo from the command line\r" });
  await shows(guest.page, /^from the command line/m);
  await openPanel(guest.page, "Chat");
  await terminal.command("chat.send", { text: "hello, browser" });
  const message = guest.page.getByRole("listitem").filter({ hasText: "hello, browser" });
  expect(await message.innerText()).toContain("Dora");
});

test("[P3] what a guest types who only watches does nothing, and they are told why", async () => {
  const owner = await own();
  const guest = await enter(await app.share(owner.session), "Ben");
  const told = guest.page.getByTestId("hint").getByText("You are here to watch").waitFor();
  await typeAtScreen(guest.page, "touch forbidden\r");
  await told;
  await typeAtScreen(owner.page, "touch allowed; echo so it is\r");
  await shows(guest.page, /^so it is/m);
  expect(existsSync(join(app.home, "forbidden"))).toBe(false);
  expect(existsSync(join(app.home, "allowed"))).toBe(true);
  const recording = await recorded(app, owner.session, "input", (each) => inputOf(each).length > 0);
  const typed = inputOf(recording);
  expect(new Set(typed.map(({ participant }) => participant)).size, "only the owner typed").toBe(1);
});

test("[J4, P6] a guest is let in, types, is stopped, and is allowed again", async () => {
  const owner = await own();
  const guest = await ask(await app.share(owner.session, { grant: "interact" }), "Ben");
  await letIn(owner.page);
  await shows(guest.page, /^\$$/m);
  await typeAtScreen(guest.page, "echo typed by a guest\r");
  await shows(owner.page, /^typed by a guest/m);

  await openAbout(owner.page, "Ben", "What they may do…");
  const typing = owner.page.getByRole("switch", { name: "Type", exact: true });
  await typing.click();
  await guest.page.getByTestId("control-bar").getByText("View only").waitFor();
  const told = guest.page.getByTestId("hint").getByText("the owner has not allowed you to type").waitFor();
  await typeAtScreen(guest.page, "echo too late\r");
  await told;
  await typing.click();
  await guest.page.getByTestId("control-bar").getByText("You may type").waitFor();
  await typeAtScreen(guest.page, "echo once more\r");
  await shows(owner.page, /^typed by a guest\n\$ echo once more\nonce more/m);
  expect(await screenText(owner.page)).not.toContain("too late");
});

test("a guest who is turned away is told so", async () => {
  const owner = await own();
  const guest = await ask(await app.share(owner.session, { asks: true }), "Ben");
  await owner.page.getByRole("button", { name: "Turn away", exact: true }).click();
  expect(await closingOf(guest.page)).toContain("You were not let in");
});

test("[J8] a guest who is removed is told so, and has to be let in to come back", async () => {
  const owner = await own();
  const link = await app.share(owner.session);
  const guest = await enter(link, "Ben");
  await openAbout(owner.page, "Ben", "Remove…");
  const dialog = owner.page.getByRole("alertdialog");
  await dialog.getByRole("textbox").fill("wrong meeting");
  await dialog.getByRole("button", { name: "Remove" }).click();
  expect(await closingOf(guest.page)).toMatch(/You were removed.*The reason given: wrong meeting/s);
  const again = await ask(link, "Ben again");
  await letIn(owner.page);
  await shows(again.page, /^\$$/m);
});

test("[J2] a link that is revoked lets nobody in, and those who came by it are removed if the owner wants", async () => {
  const owner = await own();
  const link = await app.share(owner.session);
  const guest = await enter(link, "Ben");
  await owner.page.getByTestId("share").click();
  await owner.page.getByRole("button", { name: "Revoke the link" }).click();
  const dialog = owner.page.getByRole("alertdialog");
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Revoke and remove" }).click();
  expect(await closingOf(guest.page)).toContain("You were removed");
  const late = await visit(browser, link);
  visitors.push(late);
  expect(await closingOf(late.page)).toContain("This link is not valid");
});

test("when the owner ends the session everybody is told, and the link is worth nothing", async () => {
  const owner = await own();
  const link = await app.share(owner.session);
  const guest = await enter(link, "Ben");
  await owner.page.getByRole("button", { name: "More" }).click();
  await owner.page.getByRole("menuitem", { name: "End session" }).click();
  await owner.page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  expect(await closingOf(guest.page)).toMatch(/The session has ended.*ended it\./s);
  expect(await closingOf(owner.page)).toMatch(/The session has ended.*You ended it\./s);
  const late = await visit(browser, link);
  visitors.push(late);
  expect(await closingOf(late.page)).toMatch(/This link is not valid.*ended/s);
});

test("a guest is told when the program ends by itself", async () => {
  const owner = await own();
  const guest = await enter(await app.share(owner.session), "Ben");
  await typeAtScreen(owner.page, "exit 3\r");
  expect(await closingOf(guest.page)).toMatch(/The session has ended.*stopped with code 3/s);
});
