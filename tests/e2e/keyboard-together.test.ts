import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import { shows } from "../support/page-screen.ts";
import { changeMode, closingOf, controlSays, makeLink, openGuest, openOwner } from "../support/pages.ts";
import { focused, goTo, hasFocus } from "./by-keyboard.ts";
import { inputOf, type Recorded, recorded } from "./recorded.ts";

let browser: Browser;
let app: App;
/** An owner and Ben, who may type where the mode allows; once they are in no mouse is touched. */
let owner: Page;
let guest: Page;
let session: string;

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startApp()]);
  ({ page: owner, session } = await openOwner(browser, app));
  const link = await makeLink(owner, { grant: "interact", asks: false });
  ({ page: guest } = await openGuest(browser, link, "Ben"));
  await shows(guest, /^\$$/m);
  await owner.getByRole("button", { name: "About Ben" }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
});

/** Presses what has that name, from wherever the focus is. */
async function press(page: Page, name: RegExp, key = "Tab"): Promise<void> {
  await goTo(page, name, key);
  await page.keyboard.press("Enter");
}

/** Opens the palette over whatever there is, and does what is found first by these letters. */
async function byPalette(page: Page, letters: string, found: string): Promise<void> {
  await page.keyboard.press("Control+Shift+K");
  const palette = page.getByTestId("palette");
  await palette.waitFor();
  await page.keyboard.type(letters);
  await palette.getByRole("option", { name: found, selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await palette.waitFor({ state: "detached" });
}

async function openNotes(page: Page): Promise<void> {
  await page.keyboard.press("Control+F6");
  await press(page, /^Notes/);
}

async function aboutBen(page: Page, item: RegExp): Promise<void> {
  await page.keyboard.press("Control+F6");
  await press(page, /^About Ben$/);
  const menu = page.getByRole("menu");
  await menu.waitFor();
  await press(page, item, "ArrowDown");
  // A menu gives the focus back a moment after it has gone, and a key that is down meanwhile presses nothing.
  await menu.waitFor({ state: "detached" });
}

test("by keyboard alone: drawing begun in the palette has the keys at once, and the target gets none of them", async () => {
  await goTo(owner, /^Shared terminal/);
  await byPalette(owner, "draw", "Draw over the screen");
  await hasFocus(owner, /^Drawing board/);
  for (const key of ["Enter", "Shift+ArrowRight", "ArrowDown", "Enter"]) await owner.keyboard.press(key);
  await guest
    .getByTestId("annotations")
    .getByRole("img", { name: /^Drawings in sight/ })
    .waitFor();
  await owner.keyboard.press("Escape");
  await hasFocus(owner, /^Shared terminal/);
  const recording = await recorded(app, session, "the drawing", ({ events }) =>
    events.some(({ type }) => type.startsWith("annotation.")),
  );
  expect(inputOf(recording)).toEqual([]);
});

test("by keyboard alone: propose a command and approve it, ask a question and answer it, set a bookmark", async () => {
  await guest.keyboard.press("Control+F6");
  await press(guest, /^Propose$/);
  await hasFocus(guest, /^Command$/);
  await guest.keyboard.type("echo proposed by $((1 + 1)) hands");
  await press(guest, /^Propose$/);
  await owner.getByTestId("ask-bar").waitFor();
  await owner.keyboard.press("Control+F6");
  await hasFocus(owner, /^Type it$/);
  await owner.keyboard.press("Enter");
  await shows(guest, /^proposed by 2 hands$/m);

  await byPalette(guest, "question", "Ask a question");
  await hasFocus(guest, /^Question$/);
  await guest.keyboard.type("Which hands?");
  await press(guest, /^Ask$/);
  await openNotes(owner);
  await owner.getByTestId("question").getByText("Which hands?").waitFor();
  await owner.keyboard.press("Control+F6");
  await press(owner, /^Answer$/);
  await goTo(owner, /^Answer to Ben$/);
  await owner.keyboard.type("Yours and mine.");
  await press(owner, /^Answer$/);
  await openNotes(guest);
  await guest.getByTestId("question").getByText("Yours and mine.").waitFor();

  await owner.keyboard.press("Control+F9");
  await hasFocus(owner, /^Label$/);
  await owner.keyboard.type("Two hands were needed");
  await owner.keyboard.press("Enter");
  const bookmark = guest.getByTestId("bookmark");
  await bookmark.waitFor();
  expect(await bookmark.innerText()).toContain("Two hands were needed");
});

test("by keyboard alone: draw a box over the screen, and be back at it", async () => {
  await guest.keyboard.press("Control+F8");
  await hasFocus(guest, /^Drawing board/);
  await goTo(guest, /^Label$/, "Shift+Tab");
  await guest.keyboard.type("this prompt");
  await goTo(guest, /^Drawing board/);
  for (const key of ["Shift+ArrowUp", "Shift+ArrowLeft", "Enter", "Shift+ArrowRight", "ArrowDown", "Enter"]) {
    await guest.keyboard.press(key);
  }
  for (const page of [owner, guest]) {
    await page
      .getByTestId("annotations")
      .getByRole("img", { name: /Ben: this prompt/ })
      .waitFor();
  }
  await guest.keyboard.press("Escape");
  await guest.getByTestId("board").waitFor({ state: "detached" });
  await hasFocus(guest, /^Shared terminal/);
  const drawn = ({ events }: Recorded) => events.filter((event) => event.type === "annotation.added");
  // After the owner's, of the test before.
  const recording = await recorded(app, session, "both drawings", (each) => drawn(each).length > 1);
  expect(drawn(recording).slice(1)).toMatchObject([{ shape: "box", label: "this prompt" }]);
});

test("by keyboard alone: look at the sheet of shortcuts, and be back where one was", async () => {
  await owner.keyboard.press("Control+F6");
  await hasFocus(owner, /^Hand control$/);
  await owner.keyboard.press("?");
  const sheet = owner.getByTestId("shortcuts");
  await sheet.getByText("Out of the screen").waitFor();
  await owner.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  await expect.poll(() => focused(owner)).toBe("Hand control");
});

test("by keyboard alone: a command is found in the palette by a word for it, from the screen and back to it", async () => {
  await goTo(owner, /^Shared terminal/);
  await byPalette(owner, "pause", "Pause the session");
  await guest.getByTestId("paused").waitFor();
  await byPalette(owner, "resume", "Go on after a pause");
  await guest.getByTestId("paused").waitFor({ state: "detached" });
  await expect.poll(() => focused(owner)).toMatch(/^Shared terminal/);
  await owner.keyboard.type("echo straight on\r");
  await shows(guest, /^straight on$/m);
});

test("by keyboard alone: a line is written where the palette led to", async () => {
  await changeMode(owner, { mode: "Interactive", merge: "Line by line" });
  await goTo(owner, /^Shared terminal/);
  await byPalette(owner, "queue a line", "Queue a line");
  await hasFocus(owner, /^Line to queue$/);
  await owner.keyboard.type("echo $((1 + 1)) lines");
  await owner.keyboard.press("Enter");
  await shows(guest, /^2 lines$/m);
  const queued = ({ events }: Recorded) => events.filter((event) => event.type === "line.queued");
  const recording = await recorded(app, session, "a queued line", (each) => queued(each).length > 0);
  expect(queued(recording)).toMatchObject([{ text: "echo $((1 + 1)) lines" }]);
  await changeMode(owner, { mode: "Presenter" });
});

test("the palette finds first what is called as it was asked for", async () => {
  for (const each of ["Chat", "Notes", "Activity", "People"]) {
    await byPalette(owner, `show ${each.toLowerCase()}`, `Show ${each}`);
    const tab = owner.getByRole("tab", { name: each });
    await expect.poll(() => tab.getAttribute("aria-selected")).toBe("true");
  }
});

test("by keyboard alone: news over the screen let the Tab key pass", async () => {
  const link = await makeLink(owner, { asks: false });
  const { page: watcher } = await openGuest(browser, link, "Tom");
  await goTo(watcher, /^Shared terminal/);
  // The news goes by itself, and a page may be slow to draw what else has come.
  await Promise.all([watcher.getByTestId("toast").waitFor(), openGuest(browser, link, "Ina")]);
  await goTo(watcher, /^Ask for control$/);
  expect(await focused(watcher)).toBe("Ask for control");
});

test("by keyboard alone: change the mode, what somebody may do, and remove them", async () => {
  await owner.keyboard.press("Control+F6");
  await press(owner, /^More$/);
  await press(owner, /^Mode: Presenter/, "ArrowDown");
  await goTo(owner, /^Presenter$/);
  await goTo(owner, /^Interactive$/, "ArrowRight");
  await owner.keyboard.press("Space");
  await goTo(owner, /^As it comes$/);
  await goTo(owner, /^Line by line$/, "ArrowRight");
  await owner.keyboard.press("Space");
  await press(owner, /^Apply$/);
  await hasFocus(owner, /^Shared terminal/);
  await controlSays(guest, "Lines run one by one");

  await aboutBen(owner, /^What they may do/);
  await goTo(owner, /^Type$/);
  await owner.keyboard.press("Space");
  await press(owner, /^Done$/);
  await owner.getByRole("dialog").waitFor({ state: "detached" });
  await controlSays(guest, "View only");

  await aboutBen(owner, /^Remove/);
  await goTo(owner, /^Reason/);
  await owner.keyboard.type("thank you for now");
  await press(owner, /^Remove$/);
  expect(await closingOf(guest)).toMatch(/removed(.|\n)*thank you for now/i);
});
