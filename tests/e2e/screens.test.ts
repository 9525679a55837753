import { join } from "node:path";
import { writeFileSync } from "node:fs";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import { compareScreens } from "../support/compare-screens.ts";
import { screenOf, screenText, shows, typeAtScreen } from "../support/page-screen.ts";
import { leave, openGuest, openOwner, type OwnerVisitor, type Visitor } from "../support/pages.ts";
import { programPath } from "../support/programs.ts";
import { readRecording, replay } from "./recorded.ts";

let browser: Browser;
let app: App;
let owner: OwnerVisitor;
let guest: Visitor;
let link: string;
let recording: string;

beforeAll(async () => {
  [browser, app] = await Promise.all([launchBrowser(), startApp()]);
  owner = await openOwner(browser, app);
  link = await app.share(owner.session);
  guest = await openGuest(browser, link, "Ben");
  recording = await app.recordingOf(owner.session);
  const lines = Array.from(
    { length: 400 },
    (_, n) => `${n} the quick brown fox – 狐狸 – ${"=".repeat(n % 90)}`,
  );
  writeFileSync(join(app.home, "fox.txt"), `${lines.join("\n")}\n`);
});

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
});

afterEach(() => {
  expect([...owner.problems, ...guest.problems]).toEqual([]);
});

/** Until everybody's screen is the owner's, cell by cell with scrollback, cursor and modes. */
async function expectSameScreens(guests: readonly Visitor[]): Promise<void> {
  await expect
    .poll(
      async () => {
        const own = await screenOf(owner.page);
        const recorded = compareScreens(own, await replay(readRecording(recording)));
        if (recorded !== undefined) return `the recording: ${recorded}`;
        for (const [index, each] of guests.entries()) {
          const difference = compareScreens(own, await screenOf(each.page));
          if (difference !== undefined) return `guest ${index}: ${difference}`;
        }
        return "the same";
      },
      { timeout: 45_000, interval: 100 },
    )
    .toBe("the same");
}

interface Program {
  readonly command: string;
  /** Typed one after the other, each once the screen shows what stands before it. */
  readonly before: readonly (readonly [shown: RegExp, keys: string])[];
  /** What a late joiner comes into. */
  readonly middle: RegExp;
  /** As before, with the late joiner watching. */
  readonly after: readonly (readonly [shown: RegExp, keys: string])[];
  /** What the screen that is compared shows. */
  readonly end: RegExp;
  readonly quit: string;
}

const acs = "NCURSES_NO_UTF8_ACS=0";
const programs: Record<string, Program> = {
  vim: {
    command: `${programPath("vim")} -n -u NONE -c 'syntax on' -c 'set nomodeline number hlsearch' fox.txt`,
    before: [
      [/1 0 the quick/, ":split\r"],
      [/fox.txt.*fox.txt/s, "/fox\r"],
    ],
    middle: /fox.txt.*fox.txt/s,
    after: [
      [/\/fox/, ":vsplit\r"],
      [/\|/, "Goinserted text<Escape>"],
    ],
    end: /inserted text/,
    quit: ":qa!\r",
  },
  top: {
    command: `${programPath("top")} -d 0.3`,
    // In colour. One key at a time: of two that it reads at once it knows neither.
    before: [[/PID/, "z"]],
    middle: /PID/,
    // Its question for a delay stops the picture, with a line for each processor.
    after: [
      [/PID/, "1"],
      [/%Cpu0/, "s"],
    ],
    end: /Change delay from 0\.3/,
    quit: "<Control+c>",
  },
  less: {
    command: `${programPath("less")} fox.txt`,
    before: [[/0 the quick/, " "]],
    middle: /3\d the quick/,
    after: [[/:/, "/399\r"]],
    end: /399 the quick/,
    quit: "q",
  },
  "a dialog with line drawing": {
    command: `${acs} ${programPath("dialog")} --menu 'Choose one' 12 40 3 1 one 2 two 3 three`,
    before: [[/three/, "<ArrowDown>"]],
    middle: /┌─+┐/,
    after: [[/two/, "<Tab>"]],
    end: /Cancel/,
    quit: "\r",
  },
  "a coloured listing": {
    command: "ls -la --color=always /etc /dev",
    before: [],
    middle: /passwd/,
    after: [[/passwd/, "ls --color=always -C /dev; echo that is all\r"]],
    end: /^that is all$/m,
    quit: "",
  },
};

async function step(steps: Program["before"]): Promise<void> {
  for (const [shown, keys] of steps) {
    await shows(owner.page, shown);
    await typeAtScreen(owner.page, keys);
  }
}

describe("the owner's page, a guest's page and the recording show the same cells", () => {
  for (const [name, program] of Object.entries(programs)) {
    test(`[S1] in ${name}, also for a guest who comes in the middle of it`, async () => {
      await typeAtScreen(owner.page, `clear; ${program.command}\r`);
      await step(program.before);
      await shows(owner.page, program.middle);
      const late = await openGuest(browser, link, "Cleo");
      await step(program.after);
      await shows(owner.page, program.end);
      await expectSameScreens([guest, late]);
      expect(await screenText(late.page)).toMatch(program.end);
      expect(late.problems).toEqual([]);
      await leave(late);
      await typeAtScreen(owner.page, program.quit);
      await shows(owner.page, /^\$$/m);
    });
  }

  test("[S1] back at the prompt, after all of it", async () => {
    await typeAtScreen(owner.page, "echo all\\ over\r");
    await shows(owner.page, /^all over/m);
    await expectSameScreens([guest]);
  });
});
