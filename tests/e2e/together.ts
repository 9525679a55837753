import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { type App, startApp } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import { makeLink, openGuest, openOwner, type OwnerVisitor, shows, type Visitor } from "../support/pages.ts";

export interface Three {
  readonly owner: OwnerVisitor;
  readonly expert: Visitor;
  readonly trainee: Visitor;
  /** What the expert came by, and the trainee. */
  readonly links: { readonly toType: string; readonly toWatch: string };
}

/** An app in which three people meet, for the tests of one file. */
export interface Meeting {
  readonly app: App;
  /** An owner; Eva, an expert who may type where the mode allows; and Tom, a trainee who came to watch. */
  three(options?: { readonly mode?: "Interactive" }): Promise<Three>;
  /** One more who comes by a link that asks nobody. */
  join(link: string, name: string): Promise<Visitor>;
  /** Closes a page, as somebody who is gone. */
  gone(visitor: Visitor): Promise<void>;
  /** Whether a command that was typed has run: it made this file in the home folder. */
  hasRun(file: string): boolean;
}

/** To be called once, outside of the tests: begins and ends with the file. */
export function meeting(): Meeting {
  let browser: Browser | undefined;
  let app: App | undefined;
  const visitors: Visitor[] = [];
  const started = () => {
    if (browser === undefined || app === undefined) throw new Error("a test has begun before the app");
    return { browser, app };
  };

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

  const comeIn = async (link: string, name: string) => {
    const guest = await openGuest(started().browser, link, name);
    visitors.push(guest);
    await shows(guest.page, /^\$$/m);
    return guest;
  };
  return {
    get app() {
      return started().app;
    },
    async three(options = {}) {
      const owner = await openOwner(started().browser, started().app, options);
      visitors.push(owner);
      const toType = await makeLink(owner.page, { grant: "interact", asks: false });
      const toWatch = await makeLink(owner.page);
      const [expert, trainee] = await Promise.all([comeIn(toType, "Eva"), comeIn(toWatch, "Tom")]);
      return { owner, expert, trainee, links: { toType, toWatch } };
    },
    join: comeIn,
    async gone(visitor) {
      visitors.splice(visitors.indexOf(visitor), 1);
      await visitor.page.close();
      await visitor.context.close();
    },
    hasRun: (file) => existsSync(join(started().app.home, file)),
  };
}
