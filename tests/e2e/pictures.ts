// Takes the pictures of the README from the running app: node tests/e2e/pictures.ts FOLDER
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { startApp } from "../support/app.ts";
import { setup as bringUpToDate } from "../support/built.ts";
import { launchBrowser } from "../support/browser.ts";
import {
  knock,
  letIn,
  makeLink,
  openGuest,
  openOwner,
  openPanel,
  say,
  shows,
  startSession,
  typeAtScreen,
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
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > maxPictureBytes) throw new Error(`${path} has ${size} bytes, more than ${maxPictureBytes}`);
  process.stdout.write(`${path} ${Math.ceil(size / 1000)} kB\n`);
}

const profile = `PS1='\\[\\e[1;32m\\]ana@db-01\\[\\e[0m\\]:\\[\\e[1;34m\\]~\\[\\e[0m\\]$ '
alias ls='ls --color=always' grep='grep --color=always'
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

  const before = await openOwner(browser, app, { ...dark, title: "Release 4.2, rehearsal" });
  await typeAtScreen(before.page, "exit\r");
  await before.page.getByTestId("closed").waitFor();
  await before.context.close();

  const owner = await openOwner(browser, app, { ...dark, title: "Backups on db-01", mode: "Interactive" });
  const link = await makeLink(owner.page);
  const asking = await makeLink(owner.page, { grant: "interact" });
  const ben = await visit(browser, asking, dark);
  await knock(ben.page, "Ben Okafor");
  await letIn(owner.page);
  const cleo = await openGuest(browser, link, "Cleo Marchetti", dark);
  const dora = await openGuest(browser, link, "Dora Lindqvist", phone);

  await typeAtScreen(owner.page, ". ./profile; clear\r");
  for (const [page, command, shown] of [
    [owner.page, "tail -n 9 backup.log | grep -E 'ERROR|$'", /failed$/m],
    [ben.page, "cat disks", /100%/],
    [ben.page, "ls -l *.tar*", /part$/m],
    [owner.page, "rm orders-*.part", /rm orders/],
  ] as const) {
    await typeAtScreen(page, `${command}\r`);
    await shows(owner.page, shown);
  }
  for (const each of [owner, ben, cleo]) await openPanel(each.page, "Chat");
  for (const [page, words] of [
    [cleo.page, "It has failed every night since Tuesday. Is it the disk?"],
    [ben.page, "Full to the last byte. The old archives were never cleaned up."],
    [owner.page, "@Ben Okafor you may type, have a look at what can go"],
    [ben.page, "The unfinished one from last night first"],
  ] as const) {
    await say(page, words);
    await owner.page.getByText(words.replace(/^@.*? may/, "may")).waitFor();
  }
  await owner.page.getByTestId("terminal").click();
  await shows(dora.page, /rm orders/);
  await dora.page.getByTestId("control-bar").getByRole("button", { name: /^Chat/ }).click();
  await dora.page.getByText("The unfinished one").waitFor();
  await picture(dora.page, "phone");
  await picture(owner.page, "session-dark");
  await owner.page.emulateMedia({ colorScheme: "light" });
  await owner.page.waitForFunction(() => document.documentElement.dataset["theme"] === "light");
  await picture(owner.page, "session-light");
  await owner.page.emulateMedia({ colorScheme: "dark" });
  await owner.page.getByTestId("share").click();
  await owner.page.getByTestId("link").first().waitFor();
  await owner.page.mouse.move(0, 0);
  await picture(owner.page, "share");

  const joining = await visit(browser, asking, dark);
  await joining.page.getByTestId("join").waitFor();
  await picture(joining.page, "join");

  const other = await visitHome(browser, app, dark);
  await startSession(other, { title: "Release 4.3, rehearsal", mode: "View only" });
  await other.context.close();
  const home = await visitHome(browser, app, dark);
  await home.page.getByTestId("session-row").nth(1).waitFor();
  await picture(home.page, "home");
} finally {
  await browser.close();
  await app.dispose();
}
