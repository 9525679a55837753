import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { type App, startApp } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import { shows } from "../support/page-screen.ts";
import { openGuest, openOwner, type OwnerVisitor, type Visitor } from "../support/pages.ts";

export interface Two {
  readonly owner: OwnerVisitor;
  readonly expert: Visitor;
  /** What the expert came by. */
  readonly toType: string;
}

export interface Three extends Two {
  readonly trainee: Visitor;
}

export interface MeetingOptions {
  readonly mode?: "Interactive";
}

/** An app in which people meet, for the tests of one file. */
export interface Meeting {
  readonly app: App;
  /** An owner, and Eva, an expert who may type where the mode allows; for one test. */
  two(options?: MeetingOptions): Promise<Two>;
  /** And Tom, a trainee who came to watch; for one test. */
  three(options?: MeetingOptions): Promise<Three>;
  /** Three who stay in one session for all tests of the file that ask for them, as the last of these left it. */
  sameThree(): Promise<Three>;
  /** One more who comes by a link that asks nobody, for one test. */
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
  let same: Promise<Three> | undefined;
  const visitors: Visitor[] = [];
  const staying: Visitor[] = [];
  const started = () => {
    if (browser === undefined || app === undefined) throw new Error("a test has begun before the app");
    return { browser, app };
  };

  beforeAll(async () => {
    [browser, app] = await Promise.all([launchBrowser(), startApp()]);
  });
  afterEach(async () => {
    for (const { problems } of [...visitors, ...staying]) expect(problems).toEqual([]);
    await Promise.all(visitors.splice(0).map(({ context }) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await app?.dispose();
  });

  const comeIn = async (among: Visitor[], link: string, name: string) => {
    const guest = await openGuest(started().browser, link, name);
    among.push(guest);
    await shows(guest.page, /^\$$/m);
    return guest;
  };
  const begin = async (among: Visitor[], options: MeetingOptions) => {
    const owner = await openOwner(started().browser, started().app, options);
    among.push(owner);
    return { owner, toType: await started().app.share(owner.session, { grant: "interact", asks: false }) };
  };
  const gather = async (among: Visitor[], options: MeetingOptions): Promise<Three> => {
    const { owner, toType } = await begin(among, options);
    const toWatch = await started().app.share(owner.session);
    const [expert, trainee] = await Promise.all([
      comeIn(among, toType, "Eva"),
      comeIn(among, toWatch, "Tom"),
    ]);
    return { owner, expert, trainee, toType };
  };
  return {
    get app() {
      return started().app;
    },
    async two(options = {}) {
      const { owner, toType } = await begin(visitors, options);
      return { owner, toType, expert: await comeIn(visitors, toType, "Eva") };
    },
    three: (options = {}) => gather(visitors, options),
    sameThree: () => (same ??= gather(staying, {})),
    join: (link, name) => comeIn(visitors, link, name),
    async gone(visitor) {
      visitors.splice(visitors.indexOf(visitor), 1);
      await visitor.page.close();
      await visitor.context.close();
    },
    hasRun: (file) => existsSync(join(started().app.home, file)),
  };
}
