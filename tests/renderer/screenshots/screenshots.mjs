// Pictures of every view of the fixture page, to be looked at.
// node tests/renderer/screenshots/screenshots.mjs FOLDER [--size=1280x800,390x844] [--theme=dark,light] [VIEW…]
// Steps after a view's name, joined by "+": owner+share, owner+chat, owner+menu, viewer+type.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright";
import { createServer } from "vite";

const [folder, ...rest] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: screenshots.mjs FOLDER [--size=WxH,…] [--theme=light,dark] [VIEW[+STEP]…]");
  process.exit(2);
}
const option = (name, fallback) =>
  (rest.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback).split(",");
const sizes = option("size", "1280x800,1024x640,390x844").map((each) => each.split("x").map(Number));
const themes = option("theme", "light,dark");
const named = rest.filter((each) => !each.startsWith("--"));

/** What is done to a view before its picture is taken. */
const steps = {
  share: (page) => page.getByTestId("share").click(),
  link: (page) => page.getByTestId("create-link").click(),
  qr: (page) => page.getByRole("button", { name: "Show as QR code" }).first().click(),
  revoke: (page) => page.getByRole("button", { name: "Revoke the link" }).first().click(),
  menu: (page) => page.getByRole("button", { name: "More" }).click(),
  people: (page) => page.getByTestId("control-bar").getByRole("button", { name: "People" }).click(),
  chat: (page) => page.getByTestId("control-bar").getByRole("button", { name: "Chat" }).click(),
  activity: (page) => page.getByTestId("control-bar").getByRole("button", { name: "Activity" }).click(),
  mention: (page) => page.getByRole("textbox", { name: "Message" }).pressSequentially("look @"),
  notes: (page) => page.getByTestId("control-bar").getByRole("button", { name: "Notes" }).click(),
  person: (page) => page.getByRole("button", { name: "About Ben Okafor" }).click(),
  type: async (page) => {
    await page.locator(".xterm-helper-textarea").focus();
    await page.keyboard.press("x");
  },
  scroll: async (page) => {
    await page.mouse.move(300, 300);
    await page.mouse.wheel(0, -400);
  },
  options: (page) => page.getByRole("button", { name: "Options" }).click(),
  training: (page) => page.getByRole("radio", { name: "Training" }).click(),
  presenter: (page) => page.getByRole("radio", { name: "Presenter" }).click(),
  word: (page) =>
    page
      .getByRole("button", { name: /with a word$/ })
      .first()
      .click(),
  print: (page) => page.emulateMedia({ media: "print" }),
  ssh: (page) => page.getByRole("radio", { name: "SSH" }).click(),
  submit: (page) => page.locator("button[type=submit]").click(),
  focus: (page) => page.keyboard.press("Control+F6"),
  zoom: (page) =>
    page.evaluate(() => {
      document.documentElement.style.zoom = "2";
    }),
};

const server = await createServer({
  root: "renderer",
  logLevel: "error",
  server: { host: "127.0.0.1", port: 0, hmr: false },
});
await server.listen();
const address = server.resolvedUrls?.local[0];
const flags =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const browser = await chromium.launch({
  executablePath: process.env.TANDEM_BROWSER ?? "/usr/bin/chromium",
  args: flags.split(" "),
});
mkdirSync(folder, { recursive: true });
try {
  const probe = await browser.newPage();
  await probe.goto(`${address}fixtures/index.html`);
  await probe.waitForSelector("li a");
  const all = await probe.locator("li a").allTextContents();
  await probe.close();
  for (const [width, height] of sizes) {
    for (const theme of themes) {
      const phone = width < 640;
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        reducedMotion: "reduce",
        ...(phone ? { deviceScaleFactor: 2, hasTouch: true, isMobile: true } : {}),
      });
      for (const wanted of named.length > 0 ? named : all) {
        const [view, ...todo] = wanted.split("+");
        const page = await context.newPage();
        page.on("pageerror", (error) => console.error(`${wanted}: ${error.stack ?? error.message}`));
        page.on(
          "console",
          (message) => message.type() === "error" && console.error(`${wanted}: ${message.text()}`),
        );
        await page.goto(`${address}fixtures/index.html#${view}`);
        await page.waitForFunction(() => document.querySelector("#root")?.childElementCount);
        await page.waitForLoadState("networkidle");
        await page.evaluate(() => document.fonts.ready);
        // A screen is drawn once its font is there and its first keyframe is parsed.
        if ((await page.getByTestId("terminal").count()) > 0) {
          await page.waitForFunction(() => {
            const { terminal } = document.querySelector("[data-testid=terminal]") ?? {};
            return (terminal?.buffer.active.getLine(0)?.translateToString(true) ?? "") !== "";
          });
        }
        await page.waitForTimeout(1_000);
        for (const step of todo) {
          await steps[step](page);
          await page.waitForTimeout(300);
        }
        await page.screenshot({ path: join(folder, `${wanted}-${width}-${theme}.png`) });
        await page.close();
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
