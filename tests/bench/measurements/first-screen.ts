import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { invariant } from "../../../shared/base/assert.ts";
import type { Browser } from "playwright";
import { launchBrowser } from "../../support/browser.ts";
import { type Figures, sharedMs } from "../harness/figures.ts";
import { startHost } from "../harness/host.ts";
import { type Bench, figure, type Measurement } from "../measurement.ts";

/** On the session's screen before anybody joins. */
const text = "the first screen";
const limitMs = 30_000;

/** Navigation to a heading that is drawn, over loopback. */
async function openBarePage(browser: Browser): Promise<number> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html").end("<!doctype html><h1>bare</h1>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  invariant(typeof address === "object" && address !== null, "the server has a port");
  const context = await browser.newContext();
  const page = await context.newPage();
  const startedMs = sharedMs();
  await page.goto(`http://127.0.0.1:${address.port}/`, { waitUntil: "commit" });
  await page.locator("h1").waitFor();
  const tookMs = sharedMs() - startedMs;
  await context.close();
  server.closeAllConnections();
  server.close();
  return tookMs;
}

async function run({ workplace }: Bench): Promise<Figures> {
  const host = await startHost(workplace, ["sh", "-c", `echo ${text}; exec cat`]);
  const browser = await launchBrowser();
  try {
    const bareMs = await openBarePage(browser);
    // A context of its own: nothing is in the cache, as for somebody who opens a link for the first time.
    const context = await browser.newContext();
    const page = await context.newPage();
    const openedMs = sharedMs();
    await page.goto(host.link, { waitUntil: "commit" });
    const join = page.getByTestId("join");
    await join.waitFor({ timeout: limitMs });
    const formMs = sharedMs() - openedMs;

    await page.getByRole("textbox", { name: "Your name" }).fill("Guest");
    await page.getByRole("checkbox").check();
    const joinedMs = sharedMs();
    await join.click();
    await page.getByTestId("terminal").getByText(text).first().waitFor({ timeout: limitMs });
    const screenMs = sharedMs() - joinedMs;
    await context.close();
    return { totalMs: formMs + screenMs, formMs, screenMs, bareMs };
  } finally {
    await browser.close();
  }
}

export const firstScreen: Measurement = {
  name: "first-screen",
  title: "Link opened to the first screen, Chromium",
  method:
    "Navigation to a form that can be filled in, and from the click on Join to the session's text drawn; filling in is " +
    "left out, nobody has to approve. An empty cache. Bare: the same browser opens a page with one heading.",
  run,
  rows: (figures) => {
    const total = figure(figures, "totalMs");
    return [
      {
        what: "link → first screen",
        measured: total,
        bare: figure(figures, "bareMs"),
        unit: "ms",
        reach: "1.5 s",
        met: total < 1500,
        note: `form ${figure(figures, "formMs").toFixed(0)}, screen ${figure(figures, "screenMs").toFixed(0)}`,
      },
    ];
  },
};
