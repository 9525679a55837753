import type { Page } from "playwright";
import { expect, test } from "vitest";
import { shows, typeAtScreen } from "../support/page-screen.ts";
import { answer, askForControl, controlSays, openPanel, say } from "../support/pages.ts";
import { programPath } from "../support/programs.ts";
import { inputOf, recorded } from "./recorded.ts";
import { meeting } from "./together.ts";

const here = meeting();

/** Turns the wheel over the screen, and resolves once the page has handled it. */
async function turnWheel(page: Page, down: number): Promise<void> {
  await page.getByTestId("terminal").hover();
  const turned = await page.evaluateHandle(() => {
    const wheel = new Promise((resolve) =>
      window.addEventListener("wheel", resolve, { once: true, capture: true }),
    );
    // In an object: a promise itself would be awaited here.
    return { wheel };
  });
  await page.mouse.wheel(0, down);
  await turned.evaluate(({ wheel }) => wheel.then(() => undefined));
}

test("[M2] the wheel is no typing: over a pager it takes no control back, and scrolls for whoever has it", async () => {
  const { owner, expert } = await here.two();
  for (const { page } of [owner, expert]) await openPanel(page, "Chat");
  await askForControl(expert.page, "a look at the log");
  await answer(owner.page, /^Grant/);
  await controlSays(expert.page, "You have control");
  await typeAtScreen(expert.page, `seq 1 500 >numbers; ${programPath("less")} numbers\r`);
  await shows(owner.page, /^1\n2\n/);

  await turnWheel(owner.page, 400);
  await say(owner.page, "I only looked");
  // What the wheel had sent would have come before.
  await expert.page.getByText("I only looked").first().waitFor();
  await controlSays(expert.page, "You have control");
  await typeAtScreen(expert.page, "j");
  await shows(owner.page, /^2\n3\n/);
  const typed = inputOf(await recorded(here.app, owner.session, "input", (each) => inputOf(each).length > 0));
  expect(new Set(typed.map(({ participant }) => participant)).size, "the expert alone").toBe(1);

  await owner.page.getByRole("button", { name: "Reclaim" }).click();
  await controlSays(owner.page, "You have control");
  await turnWheel(owner.page, 400);
  await shows(expert.page, /^(?!2\n)\d+\n/);
});
