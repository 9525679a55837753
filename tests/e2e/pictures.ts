// Takes the pictures of docs/README.md from the running app: node tests/e2e/pictures.ts FOLDER
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { startApp } from "../support/app.ts";
import { setup as bringUpToDate } from "../support/built.ts";
import { launchBrowser } from "../support/browser.ts";
import { screenOf, shows, typeAtScreen } from "../support/page-screen.ts";
import {
  answer,
  askForControl,
  changeMode,
  controlSays,
  knock,
  letIn,
  makeLink,
  openGuest,
  openOwner,
  openPanel,
  pickAbout,
  pickInMenu,
  propose,
  requireSecondPerson,
  say,
  startSession,
  visit,
  visitHome,
  type VisitOptions,
} from "../support/pages.ts";

/** A README is read over slow lines too. */
const maxPictureBytes = 200_000;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("usage: node tests/e2e/pictures.ts FOLDER\n");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const light = { colorScheme: "light", reducedMotion: "reduce" } as const satisfies VisitOptions;
const dark = { colorScheme: "dark", reducedMotion: "reduce" } as const satisfies VisitOptions;
const phone = {
  ...dark,
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
} as const satisfies VisitOptions;

async function picture(page: Page, name: string): Promise<void> {
  const path = join(folder ?? "", `${name}.png`);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // A mouse leaves no mark around the tab it picked; keys pressed here by a script do.
  await page.evaluate(() => {
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && activeElement.role === "tab") activeElement.blur();
  });
  // News that goes away by itself, and tips over what the mouse was last on, belong to no picture.
  await page.mouse.move(1, 1);
  await page.getByTestId("toast").first().waitFor({ state: "detached" });
  await page.getByRole("tooltip").first().waitFor({ state: "detached" });
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > maxPictureBytes) throw new Error(`${path} has ${size} bytes, more than ${maxPictureBytes}`);
  process.stdout.write(`${path} ${Math.ceil(size / 1000)} kB\n`);
}

/** The owner goes by the name of who runs this; so does the prompt. */
const profile = `PS1='\\[\\e[1;32m\\]\\u@db-01\\[\\e[0m\\]:\\[\\e[1;34m\\]~\\[\\e[0m\\]$ '
alias ls='ls --color=always' grep='grep --color=always'
df() { cat ~/disks; }
pg_verifybackup() { echo "verifying $1"; sleep 600; }
`;

const log = `02:00:01 backup of orders started
02:00:04 base backup: 41.2 GB to /var/backups/orders
02:17:39 base backup: done, 17 min 35 s
02:17:39 archiving log segment 000000010000004E00000091
02:17:40 ERROR: could not write: No space left on device
02:17:40 retry 1 of 3 in 60 s
02:18:40 ERROR: could not write: No space left on device
02:19:40 ERROR: could not write: No space left on device
02:19:40 backup of orders failed
`;

const table = `FILESYSTEM          SIZE   USED  AVAIL  USE%  MOUNTED ON
/dev/nvme0n1p2       98G    31G    62G   34%  /
/dev/nvme1n1        920G   611G   263G   70%  /var/lib/postgresql
/dev/nvme2n1        200G   200G     0G  \u001b[1;31m100%\u001b[0m  /var/backups
`;

const browser = await launchBrowser();
bringUpToDate();
const app = await startApp();
try {
  writeFileSync(join(app.home, "backup.log"), log);
  writeFileSync(join(app.home, "disks"), table);
  writeFileSync(join(app.home, "profile"), profile);
  for (const name of ["orders-2026-11-17.tar", "orders-2026-11-18.tar", "orders-2026-11-19.tar.part"])
    writeFileSync(join(app.home, name), "");

  const before = await openOwner(browser, app, { ...light, title: "Release 4.2, rehearsal" });
  await typeAtScreen(before.page, "exit\r");
  await before.page.getByTestId("closed").waitFor();
  await before.context.close();

  const { page: owner } = await openOwner(browser, app, { ...light, title: "Backups on db-01" });
  const link = await makeLink(owner, { grant: "interact", asks: false });
  const asking = await makeLink(owner, { asks: true });

  const { page: joining } = await visit(browser, asking, light);
  await joining.getByTestId("join").waitFor();
  await picture(joining, "join");
  await knock(joining, "Emil Brandt");
  await joining.getByTestId("waiting").waitFor();
  await picture(joining, "waiting");
  await letIn(owner);

  const { page: ben } = await openGuest(browser, link, "Ben Okafor", light);
  const { page: cleo } = await openGuest(browser, link, "Cleo Marchetti", dark);
  const { page: dora } = await openGuest(browser, link, "Dora Lindqvist", phone);

  // One steers, two wait.
  await typeAtScreen(owner, ". ./profile; clear\r");
  await typeAtScreen(owner, "tail -n 9 backup.log | grep -E 'ERROR|$'\r");
  await shows(owner, /failed$/m);
  await askForControl(ben, "free some space in /var/backups");
  await answer(owner, /^Grant/);
  await controlSays(ben, "You have control");
  for (const [command, shown] of [
    ["df -h", /100%/],
    ["ls -l *.tar*", /part$/m],
  ] as const) {
    await typeAtScreen(ben, `${command}\r`);
    await shows(owner, shown);
  }
  await askForControl(cleo, "look at last night's archive log");
  await askForControl(dora, "restart the backup");
  await owner.getByTestId("queue-row").nth(1).waitFor();
  await picture(owner, "session-light");
  await owner.emulateMedia({ colorScheme: "dark" });
  await owner.waitForFunction(() => document.documentElement.dataset["theme"] === "dark");
  await picture(owner, "session-dark");
  await owner.emulateMedia({ colorScheme: "light" });
  await owner.waitForFunction(() => document.documentElement.dataset["theme"] === "light");

  for (const page of [owner, ben, cleo]) await openPanel(page, "Chat");
  for (const [page, words] of [
    [cleo, "It has failed every night since Tuesday. Is it the disk?"],
    [ben, "Full to the last byte. The old archives were never cleaned up."],
    [owner, "@Ben Okafor have a look at what can go"],
    [ben, "The unfinished one from last night first"],
  ] as const) {
    await say(page, words);
    await cleo
      .getByText(words.replace(/^@.*? have/, "have"))
      .first()
      .waitFor();
  }
  await picture(cleo, "chat");

  // What is left beside the screen, and over it.
  await ben.getByRole("button", { name: "Set a bookmark" }).click();
  await ben.getByRole("dialog").getByLabel("Label").fill("The disk is full");
  await ben.getByRole("dialog").getByRole("radio", { name: "Problem" }).click();
  await ben.getByRole("dialog").getByRole("button", { name: "Set bookmark" }).click();
  await openPanel(cleo, "Notes");
  await cleo.getByRole("button", { name: "Ask", exact: true }).click();
  await cleo.getByRole("dialog").getByLabel("Question").fill("How many days of archives do we keep?");
  await cleo.getByRole("dialog").getByRole("button", { name: "Ask" }).click();
  await cleo.getByRole("dialog").waitFor({ state: "detached" });
  await propose(cleo, "rm orders-2026-11-19.tar.part");
  await openPanel(owner, "Notes");
  await owner.getByTestId("proposal").waitFor();
  await owner.getByTestId("question").waitFor();
  await owner.getByTestId("bookmark").waitFor();
  await picture(owner, "notes");

  await cleo.getByRole("button", { name: "Draw over the screen" }).click();
  await cleo.getByRole("textbox", { name: "Label" }).fill("look at the last line");
  await cleo.getByRole("combobox", { name: "How long it stays" }).selectOption("Until cleared");
  // Around the figures, from their heads to the full disk; the label comes to stand where nothing is written.
  const heads = await cleo.locator(".xterm-rows > div").filter({ hasText: "FILESYSTEM" }).boundingBox();
  const full = await cleo.locator(".xterm-rows > div").filter({ hasText: "nvme2n1" }).boundingBox();
  const board = await cleo.getByTestId("board").boundingBox();
  if (heads === null || full === null || board === null) throw new Error("there is nothing to draw around");
  const cell = board.width / (await screenOf(cleo)).cols;
  await cleo.mouse.move(board.x + 19.6 * cell, heads.y + 1);
  await cleo.mouse.down();
  await cleo.mouse.move(board.x + 45.3 * cell, full.y + full.height - 1, { steps: 4 });
  await cleo.mouse.up();
  await ben
    .getByTestId("annotations")
    .getByRole("img", { name: /look at the last line/ })
    .waitFor();
  await openPanel(ben, "Notes");
  await picture(ben, "annotation");
  await cleo.getByTestId("annotate-bar").getByRole("button", { name: "Clear mine" }).click();
  await cleo.getByRole("button", { name: "Stop drawing" }).click();

  // On a phone, in control.
  await owner.getByRole("region", { name: "Proposals" }).getByRole("button", { name: "Reject" }).click();
  await owner.getByRole("textbox", { name: "A word on why" }).fill("Dora looks first");
  await owner.getByRole("region", { name: "Proposals" }).getByRole("button", { name: "Reject" }).click();
  await ben.getByRole("button", { name: "Hand back" }).click();
  await openPanel(owner, "People");
  await owner.getByRole("button", { name: "Grant control to Dora Lindqvist" }).click();
  await controlSays(dora, "You have control");
  await typeAtScreen(dora, "rm orders-*.part\r");
  await shows(owner, /rm orders/);
  await picture(dora, "phone");

  // Line by line.
  await pickInMenu(owner, /^Mode:/);
  await owner.getByRole("dialog").waitFor();
  await picture(owner, "mode");
  await owner.keyboard.press("Escape");
  await changeMode(owner, { mode: "Interactive", merge: "Line by line" });
  for (const [page, text] of [
    [ben, "pg_verifybackup orders"],
    [cleo, "tail -n 1 backup.log"],
    [ben, "ls -l *.tar"],
  ] as const) {
    await page.getByRole("textbox", { name: "Line to queue" }).fill(text);
    await page.getByRole("textbox", { name: "Line to queue" }).press("Enter");
    await owner.locator(".queued-line").filter({ hasText: text }).waitFor();
  }
  await owner.getByRole("textbox", { name: "Line to queue" }).fill("df -h");
  await picture(owner, "lines");
  await owner.getByRole("button", { name: "Interrupt it with Ctrl-C" }).click();
  await owner.locator(".queued-line").first().waitFor({ state: "detached" });
  await owner.getByRole("textbox", { name: "Line to queue" }).fill("");

  await owner.getByTestId("share").click();
  await owner.getByTestId("link").first().waitFor();
  await picture(owner, "share");
  await owner.keyboard.press("Escape");

  // Still for the others, then under four eyes.
  await changeMode(owner, { mode: "Presenter" });
  await pickInMenu(owner, /^Pause for the others$/);
  await cleo.getByTestId("paused").waitFor();
  await openPanel(cleo, "People");
  await picture(cleo, "paused");
  await pickInMenu(owner, /^Go on$/);
  await pickAbout(owner, "Ben Okafor", "Witness");
  await requireSecondPerson(owner, { perCommand: true });
  await propose(owner, "systemctl start backup-orders.service");
  await ben.getByTestId("ask-bar").getByText("systemctl start").waitFor();
  await openPanel(ben, "People");
  await picture(ben, "four-eyes");

  const other = await visitHome(browser, app, light);
  await startSession(other, { title: "Release 4.3, rehearsal", mode: "View only" });
  await other.context.close();
  const { page: home } = await visitHome(browser, app, light);
  await home.getByTestId("session-row").nth(1).waitFor();
  await picture(home, "home");
} finally {
  await browser.close();
  await app.dispose();
}
