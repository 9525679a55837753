// Makes docs/views.md, which shows every view there is: node tests/e2e/gallery.ts docs
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { launchBrowser } from "../support/browser.ts";
import { serveFixtures } from "./fixtures-page.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("usage: node tests/e2e/gallery.ts FOLDER\n");
  process.exit(2);
}

/** In a window by day, and on a phone at night. */
const looks = {
  window: { viewport: { width: 1280, height: 800 }, colorScheme: "light", shownWidth: 800 },
  phone: {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    colorScheme: "dark",
    shownWidth: 232,
  },
} as const;

/** Once it is the same twice: nothing is on its way any more. */
async function takeStill(page: Page): Promise<Buffer> {
  for (let before = await page.screenshot(); ; ) {
    const taken = await page.screenshot();
    if (taken.equals(before)) return taken;
    before = taken;
  }
}

/** Smaller than it was taken, as WebP: there are many. */
async function shrink(page: Page, png: Buffer, width: number): Promise<Buffer> {
  const packed = await page.evaluate(
    async ([data, wanted]) => {
      const taken = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const height = Math.round((taken.height * wanted) / taken.width);
      const canvas = new OffscreenCanvas(wanted, height);
      const context = canvas.getContext("2d");
      if (context === null) throw new Error("there is no canvas");
      context.imageSmoothingQuality = "high";
      context.drawImage(taken, 0, 0, wanted, height);
      const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.8 });
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [png.toString("base64"), width] as const,
  );
  return Buffer.from(packed);
}

const pictures = join(folder, "views");
rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });
const fixtures = await serveFixtures();
const browser = await launchBrowser();
try {
  const darkroom = await browser.newPage();
  const names = await fixtures.names(darkroom);
  await darkroom.goto("about:blank");
  for (const [look, { shownWidth, ...options }] of Object.entries(looks)) {
    const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
    for (const name of names) {
      // A page for each: news that a view has shown stays over the next one for a while.
      const page = await context.newPage();
      await fixtures.open(page, name);
      const taken = await takeStill(page);
      await page.close();
      writeFileSync(join(pictures, `${name}-${look}.webp`), await shrink(darkroom, taken, shownWidth));
    }
    await context.close();
  }
  const shown = names.map(
    (name) =>
      `## ${name}\n\n![${name}, in a window](views/${name}-window.webp) ![${name}, on a phone](views/${name}-phone.webp)\n`,
  );
  const head =
    "# Every view\n\nWith made-up people, in a window by day and on a phone at night; made by `node tests/e2e/gallery.ts docs`.\nEach is tested in three sizes and both colours, and by axe (`tests/e2e/views.test.ts`).\n";
  writeFileSync(join(folder, "views.md"), [head, ...shown].join("\n"));
} finally {
  await browser.close();
  await fixtures.dispose();
}
