import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type App, startApp } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import { screenText, shows, typeAtScreen } from "../support/page-screen.ts";
import { openGuest, openOwner, type OwnerVisitor, type Visitor } from "../support/pages.ts";
import { inputOf, type Recorded, recorded } from "./recorded.ts";

let browser: Browser;
let app: App;
let owner: OwnerVisitor;
let guest: Visitor;

const mine = "what the guest copied before";
const permissions = ["clipboard-read", "clipboard-write"];

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startApp()]);
  owner = await openOwner(browser, app, { mode: "Interactive" });
  writeFileSync(join(app.home, "attack"), attack);
  const link = await app.share(owner.session, { grant: "interact", asks: false });
  guest = await openGuest(browser, link, "Ben", { permissions });
  await guest.page.bringToFront();
  await guest.page.evaluate((text) => navigator.clipboard.writeText(text), mine);
});

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
});

/** Ends what is open, resets the terminal, and takes what the host's own terminal answered. */
const attack = `stty -echo
cat hostile
printf '\\033\\\\\\033c'
read -rs -t $(cat patience) -N 9999 told
stty echo
echo still here, told \${#told}
`;

/** Seconds in which an answer comes, where one is due, and in which none is thought to come. */
const patience = { due: "5", none: "0.3" } as const;
const queries = "every query there is";

const esc = "\u001b";
const st = `${esc}\\`;
const base64 = (text: string) => Buffer.from(text).toString("base64");

const outputs: readonly (readonly [what: string, bytes: string])[] = [
  [
    "OSC 52 that sets the clipboard",
    `${esc}]52;c;${base64("rm -rf ~")}\u0007${esc}]52;p;${base64("x")}${st}`,
  ],
  ["OSC 52 that asks for the clipboard", `${esc}]52;c;?\u0007`],
  ["a title of a megabyte", `${esc}]0;${"T".repeat(1 << 20)}\u0007`],
  ["titles by the thousand", `${esc}]0;title\u0007${esc}]2;other\u0007`.repeat(2_000)],
  [
    queries,
    [
      `${esc}[c`,
      `${esc}[>c`,
      `${esc}[=c`,
      `${esc}[5n`,
      `${esc}[6n`,
      `${esc}[?6n`,
      `${esc}[?25$p`,
      `${esc}[4$p`,
      `${esc}[18t`,
      `${esc}[21t`,
      `${esc}[14t`,
      `${esc}[>q`,
      `${esc}[x`,
      `${esc}Z`,
      `${esc}[?u`,
      `${esc}P$qm${st}`,
      `${esc}P+q544e${st}`,
      `${esc}]4;1;?${st}`,
      `${esc}]10;?${st}`,
      `${esc}]11;?\u0007`,
    ].join(""),
  ],
  ["modes that make a terminal report", `${esc}[?1000h${esc}[?1003h${esc}[?1006h${esc}[?1004h`],
  [
    "links to everywhere",
    ["javascript:alert(1)", "file:///etc/passwd", "http://127.0.0.1:9/", "data:text/html,x"]
      .map((address) => `${esc}]8;;${address}${st}click me${esc}]8;;${st} `)
      .join(""),
  ],
  ["an unending sequence", `${esc}P${"q".repeat(300_000)}`],
  ["images", `${esc}]1337;File=inline=1:${base64("not an image")}\u0007${esc}Pq#0;2;0;0;0~~${st}`],
  ["window orders", `${esc}[3;9999;9999t${esc}[8;500;500t${esc}[2t${esc}[9;1t`],
  ["loops without end", `${esc}[2147483647S${esc}[2147483647b${esc}[2147483647L`],
  ["bells", "\u0007".repeat(10_000)],
];

test.each(outputs)("[S2, S3] %s neither leaves the screen nor comes back as input", async (what, bytes) => {
  const page = guest.page;
  const leads: string[] = [];
  const note = (what: string) => leads.push(what);
  guest.context.on("page", (opened) => note(`a window: ${opened.url()}`));
  page.on("dialog", (dialog) => note(`a dialog: ${dialog.message()}`));
  const url = page.url();
  writeFileSync(join(app.home, "hostile"), bytes);
  writeFileSync(join(app.home, "patience"), patience[what === queries ? "due" : "none"]);

  // Of the log, not of the file, where what was typed before may be still to come.
  const [state] = await app.tell("state", owner.session);
  const { seq: before } = z.object({ seq: z.int() }).parse(state);
  const command = ". ./attack";
  const typedSince = (recording: Recorded) =>
    inputOf({ ...recording, events: recording.events.slice(before) });
  const bytesOf = (recording: Recorded) =>
    typedSince(recording).reduce((sum, { bytes: more }) => sum + more, 0);
  await typeAtScreen(owner.page, `${command}\r`);
  await shows(page, /^still here, told \d+$/m);
  await shows(owner.page, /^\$$/m);

  expect(leads).toEqual([]);
  expect(page.url()).toBe(url);
  await page.bringToFront();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(mine);
  const recording = await recorded(app, owner.session, "all that was typed", (each) => {
    return bytesOf(each) > command.length;
  });
  expect(bytesOf(recording), "only what the owner typed reached the shell").toBe(command.length + 1);
  expect(new Set(typedSince(recording).map(({ participant }) => participant)).size).toBe(1);
  const answered = recording.events
    .slice(before)
    .reduce((sum, event) => sum + (event.type === "terminal.replied" ? event.bytes : 0), 0);
  expect(await screenText(page), "the target is answered once, by the host").toContain(`told ${answered}\n`);
  expect((await page.title()).length).toBeLessThan(300);
  expect([...owner.problems, ...guest.problems]).toEqual([]);

  await typeAtScreen(page, "clear; echo alive\r");
  await shows(owner.page, /^alive$/m);
  await typeAtScreen(owner.page, "clear\r");
  await expect.poll(() => screenText(owner.page)).not.toContain("alive");
  await shows(owner.page, /^\$$/m);
});

test("a link of the screen opens only for who clicks it and confirms its address", async () => {
  writeFileSync(join(app.home, "hostile"), `${esc}]8;;http://127.0.0.1:9/secret${st}HERE${esc}]8;;${st}\n`);
  await typeAtScreen(owner.page, "clear; cat hostile\r");
  await shows(guest.page, /^HERE$/m);
  await guest.page.bringToFront();
  const screen = guest.page.locator(".xterm-screen");
  const box = await screen.boundingBox();
  if (box === null) throw new Error("the screen is nowhere");
  await guest.page.mouse.move(box.x + 8, box.y + 8);
  await guest.page.mouse.click(box.x + 14, box.y + 8);
  const dialog = guest.page.getByRole("alertdialog").or(guest.page.getByRole("dialog"));
  expect(await dialog.innerText()).toContain("http://127.0.0.1:9/secret");
  await guest.page.keyboard.press("Escape");
  expect(guest.context.pages()).toEqual([guest.page]);
});
