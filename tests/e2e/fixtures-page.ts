import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright";
import { build, preview } from "vite";
import { forUsers } from "../../build/run/lib/for-users.mjs";

/** The page of views with made-up people over the real reducers (renderer/fixtures), as users would get it. */
export interface FixturesPage {
  /** Every view's name, in their order. */
  names(page: Page): Promise<readonly string[]>;
  /** Shows a view, in a page of any size. */
  open(page: Page, name: string): Promise<void>;
  dispose(): Promise<void>;
}

const root = fileURLToPath(new URL("../../renderer", import.meta.url));

export async function serveFixtures(): Promise<FixturesPage> {
  const outDir = mkdtempSync(join(tmpdir(), "tandem-views-"));
  const config = {
    configFile: fileURLToPath(new URL("../../build/vite.config.ts", import.meta.url)),
    root,
    logLevel: "error",
  } as const;
  await forUsers(() =>
    build({
      ...config,
      build: { outDir, license: false, rolldownOptions: { input: join(root, "fixtures/index.html") } },
    }),
  );
  const server = await preview({ ...config, build: { outDir }, preview: { host: "127.0.0.1", port: 0 } });
  const address = `${server.resolvedUrls?.local[0]}fixtures/index.html`;
  return {
    async names(page) {
      await page.goto(address);
      return page.locator("li a").allTextContents();
    },
    async open(page, name) {
      await page.goto(`${address}#${name}`);
      await page.waitForFunction((wanted) => document.title === wanted, name);
      await page.evaluate(() => document.fonts.ready);
    },
    async dispose() {
      await server.close();
      rmSync(outDir, { recursive: true });
    },
  };
}
