import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import {
  closingOf,
  makeLink,
  openGuest,
  openOwner,
  type OwnerVisitor,
  shows,
  typeAtScreen,
  type Visitor,
} from "../support/pages.ts";
import { inputOf, readRecording } from "./recorded.ts";

let browser: Browser;
let app: App;
const visitors: Visitor[] = [];

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startApp()]);
});

afterEach(async () => {
  for (const { problems } of visitors) expect(problems).toEqual([]);
  await Promise.all(visitors.splice(0).map(({ context }) => context.close()));
});

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
});

interface Three {
  readonly owner: OwnerVisitor;
  readonly expert: Visitor;
  readonly trainee: Visitor;
}

/** An owner, an expert who may type where the mode allows, and a trainee who came to watch. */
async function three(options: { readonly mode?: "Interactive" } = {}): Promise<Three> {
  const owner = await openOwner(browser, app, options);
  visitors.push(owner);
  const toType = await makeLink(owner.page, { grant: "interact", asks: false });
  const toWatch = await makeLink(owner.page);
  const expert = await openGuest(browser, toType, "Eva");
  const trainee = await openGuest(browser, toWatch, "Tom");
  visitors.push(expert, trainee);
  for (const { page } of [expert, trainee]) await shows(page, /^\$$/m);
  return { owner, expert, trainee };
}

/** Answers what waits over the screen's edge. */
async function answer(page: Page, button: RegExp): Promise<void> {
  await page.getByTestId("ask-bar").getByRole("button", { name: button }).click();
}

async function askForControl(page: Page, reason: string): Promise<void> {
  await page.getByTestId("ask-control").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What for").fill(reason);
  await dialog.getByRole("button", { name: "Ask for control" }).click();
  await dialog.waitFor({ state: "detached" });
}

test("[M1, M3] in a new session only the owner types until control is asked for, granted and handed back, and all see who has it", async () => {
  const { owner, expert, trainee } = await three();
  await typeAtScreen(expert.page, "touch too-early\r");
  await askForControl(expert.page, "the replica lags");
  await owner.page.getByTestId("ask-bar").getByText("the replica lags").waitFor();
  await answer(owner.page, /^Grant/);
  await expert.page.getByTestId("control").getByText("You have control").waitFor();
  await trainee.page.getByTestId("control").getByText("Eva").waitFor();
  await typeAtScreen(expert.page, "echo steered by $((1 + 1)) hands\r");
  for (const { page } of [owner, expert, trainee]) await shows(page, /^steered by 2 hands/m);

  await expert.page.getByRole("button", { name: "Hand back" }).click();
  await owner.page.getByTestId("control").getByText("You have control").waitFor();
  await typeAtScreen(expert.page, "touch too-late\r");
  await typeAtScreen(owner.page, "echo the owner again\r");
  await shows(trainee.page, /^the owner again/m);
  for (const name of ["too-early", "too-late"]) expect(existsSync(join(app.home, name)), name).toBe(false);
  const typed = inputOf(readRecording(await app.recordingOf(owner.session)));
  expect(new Set(typed.map(({ participant }) => participant)).size, "the owner and the expert").toBe(2);
});

test("[M2] what the owner types takes control back at once", async () => {
  const { owner, expert } = await three();
  await askForControl(expert.page, "a look");
  await answer(owner.page, /^Grant/);
  await expert.page.getByTestId("control").getByText("You have control").waitFor();
  await typeAtScreen(owner.page, "echo mine\r");
  await shows(expert.page, /^mine/m);
  await owner.page.getByTestId("control").getByText("You have control").waitFor();
  await expert.page.getByTestId("ask-control").waitFor();
  await typeAtScreen(expert.page, "touch not-any-more\r");
  await typeAtScreen(owner.page, "echo mine still\r");
  await shows(expert.page, /^mine still/m);
  expect(existsSync(join(app.home, "not-any-more"))).toBe(false);
});

test("[M7] a proposal is seen as text, approved, and typed as its proposer's", async () => {
  const { owner, expert, trainee } = await three();
  await expert.page.getByRole("button", { name: "Propose" }).click();
  const dialog = expert.page.getByRole("dialog");
  await dialog.getByLabel("Command").fill("echo proposed by $((2 + 1))");
  await dialog.getByRole("button", { name: "Propose" }).click();
  await owner.page.getByTestId("ask-bar").getByText("echo proposed by $((2 + 1))").waitFor();
  await answer(owner.page, /^Type it/);
  await shows(trainee.page, /^proposed by 3/m);
  const { events } = readRecording(await app.recordingOf(owner.session));
  const made = events.find((event) => event.type === "proposal.made");
  expect(
    events.find((event) => event.type === "input.submitted" && event["kind"] === "proposal"),
  ).toMatchObject({
    participant: made?.["participant"],
  });
});

test("[M10] a pause stills the others' screens and their hands, and everything is there when it ends", async () => {
  const { owner, expert, trainee } = await three({ mode: "Interactive" });
  await app.run("pause", owner.session);
  for (const { page } of [expert, trainee]) await page.getByTestId("paused").waitFor();
  await typeAtScreen(expert.page, "touch while-paused\r");
  await typeAtScreen(owner.page, "echo behind the $((1))st curtain\r");
  await shows(owner.page, /^behind the 1st curtain/m);
  await app.run("chat", owner.session, "still there?");
  expect(await trainee.page.getByTestId("terminal").innerText()).not.toContain("1st curtain");
  await app.run("resume", owner.session);
  for (const { page } of [expert, trainee]) await shows(page, /^behind the 1st curtain/m);
  expect(existsSync(join(app.home, "while-paused"))).toBe(false);
});

test("[M9] who is removed is out at once, and who is blocked does not come in again", async () => {
  const { owner, expert, trainee } = await three({ mode: "Interactive" });
  await app.run("block", owner.session, "Eva", "--reason", "typed over others");
  expect(await closingOf(expert.page)).toMatch(/removed/i);
  await typeAtScreen(owner.page, "echo without Eva\r");
  await shows(trainee.page, /^without Eva/m);
  await app.run("kick", owner.session, "Tom");
  expect(await closingOf(trainee.page)).toMatch(/removed/i);
});

test("the mode changes while the session runs, and everybody sees it at once", async () => {
  const { owner, expert, trainee } = await three();
  await app.run("mode", owner.session, "interactive");
  await expert.page.getByTestId("control-bar").getByText("You may type").waitFor();
  await typeAtScreen(expert.page, "echo now I may\r");
  await shows(trainee.page, /^now I may/m);
  await app.run("mode", owner.session, "view_only");
  await expert.page.getByTestId("control-bar").getByText("View only").waitFor();
  await typeAtScreen(expert.page, "touch in-view-only\r");
  await typeAtScreen(owner.page, "echo the owner may\r");
  await shows(trainee.page, /^the owner may/m);
  expect(existsSync(join(app.home, "in-view-only"))).toBe(false);
});

test("[P2] lines that two people queue reach the shell whole, one after another", async () => {
  const { owner, expert, trainee } = await three();
  await app.run("mode", owner.session, "interactive", "--merge", "queued");
  const lines = (page: Page) => page.getByRole("textbox", { name: "Line to queue" });
  await lines(expert.page).fill("sleep 1; echo from the $((1))st");
  await lines(owner.page).fill("echo from the $((2))nd");
  await lines(expert.page).press("Enter");
  await lines(owner.page).press("Enter");
  await shows(trainee.page, /^from the 1st\n(?:.*\n)*from the 2nd/m);
  expect(await lines(trainee.page).isDisabled(), "who came to watch queues nothing").toBe(true);
});

test("[M8] with four eyes nobody types, the owner neither, unless the second person watches", async () => {
  const { owner, expert } = await three();
  await app.run("four-eyes", owner.session);
  await owner.page.getByTestId("control").getByText("Waiting for a second person").waitFor();
  await typeAtScreen(owner.page, "touch alone\r");
  await app.run("witness", owner.session, "Eva");
  await owner.page.getByTestId("control").getByText("You have control").waitFor();
  await typeAtScreen(owner.page, "echo seen by two\r");
  await shows(expert.page, /^seen by two/m);
  await expert.context.close();
  visitors.splice(visitors.indexOf(expert), 1);
  await owner.page.getByTestId("control").getByText("Waiting for a second person").waitFor();
  await typeAtScreen(owner.page, "touch alone-again\r");
  for (const name of ["alone", "alone-again"]) expect(existsSync(join(app.home, name)), name).toBe(false);
});

test("[M11] what one draws stands at the same cells for all, in windows of every size, and is on the record", async () => {
  const { owner, expert, trainee } = await three();
  await trainee.page.setViewportSize({ width: 1024, height: 640 });
  await typeAtScreen(owner.page, "echo look here\r");
  for (const { page } of [expert, trainee]) await shows(page, /^look here/m);
  await expert.page.getByRole("button", { name: "Draw over the screen" }).click();
  await expert.page.getByRole("textbox", { name: "Label" }).fill("this line");
  const board = await expert.page.getByTestId("board").boundingBox();
  if (board === null) throw new Error("there is no board");
  await expert.page.mouse.move(board.x + 40, board.y + 20);
  await expert.page.mouse.down();
  await expert.page.mouse.move(board.x + 200, board.y + 60, { steps: 4 });
  await expert.page.mouse.up();
  const drawn = ({ page }: Visitor) =>
    page.getByTestId("annotations").getByRole("img", { name: /this line/ });
  for (const each of [owner, expert, trainee]) await drawn(each).waitFor();
  const cells = await Promise.all(
    [owner, expert, trainee].map(async (each) => {
      const box = await each.page.locator(".annotations__lines > *").first().boundingBox();
      const screen = await each.page.locator(".xterm-screen").boundingBox();
      if (box === null || screen === null) throw new Error("nothing is drawn");
      return [(box.x - screen.x) / screen.width, box.width / screen.width];
    }),
  );
  // As shares of the screen's width; the stroke is as wide in every window, so half a cell is left for it.
  const [first, ...others] = cells;
  for (const other of others) {
    for (const at of [0, 1]) expect(Math.abs((other[at] ?? 0) - (first?.[at] ?? 0))).toBeLessThan(0.015);
  }
  const { events } = readRecording(await app.recordingOf(owner.session));
  expect(events.filter((event) => event.type === "annotation.added")).toMatchObject([{ label: "this line" }]);
});
