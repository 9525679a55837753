import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright";
import { findProgram } from "./programs.ts";

export interface FoundBrowser {
  readonly path: string;
  readonly from: "TANDEM_BROWSER" | "Playwright" | "the system" | "@sparticuz/chromium";
}

/** No GPU, no sandbox (tests run as root too), and nothing of a browser's own that talks to the network. */
const browserFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A Chromium of this machine: one given by TANDEM_BROWSER, Playwright's own, the system's, or the one from the
 * registry (Linux x64). Throws a sentence where there is none.
 */
export async function findBrowser(): Promise<FoundBrowser> {
  const given = process.env["TANDEM_BROWSER"];
  if (given !== undefined) {
    if (!existsSync(given)) throw new Error(`TANDEM_BROWSER names ${given}, which does not exist.`);
    return { path: given, from: "TANDEM_BROWSER" };
  }
  const own = chromium.executablePath();
  if (existsSync(own)) return { path: own, from: "Playwright" };
  for (const name of ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]) {
    const path = findProgram(name);
    if (path !== undefined) return { path, from: "the system" };
  }
  if (process.platform === "linux" && process.arch === "x64") {
    const { default: packed } = await import("@sparticuz/chromium");
    return { path: await packed.executablePath(), from: "@sparticuz/chromium" };
  }
  throw new Error("No browser found: install Chromium, or name one with TANDEM_BROWSER.");
}

/** A headless browser with a fresh profile. The caller closes it. */
export async function launchBrowser(options: { readonly args?: readonly string[] } = {}): Promise<Browser> {
  const { path } = await findBrowser();
  return chromium.launch({ executablePath: path, args: [...browserFlags, ...(options.args ?? [])] });
}
