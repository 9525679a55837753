import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { expect, test } from "vitest";
import { shows, typeAtScreen } from "../support/page-screen.ts";
import { answer, askForControl, changeMode, controlSays, pickAbout } from "../support/pages.ts";
import { focused } from "./by-keyboard.ts";
import { inputOf, type Recorded, recorded } from "./recorded.ts";
import { meeting } from "./together.ts";

const here = meeting();

test("[M1, M3] in a new session only the owner types until control is asked for, granted and handed back, and all see who has it", async () => {
  const { owner, expert, trainee } = await here.sameThree();
  await typeAtScreen(expert.page, "touch too-early\r");
  await askForControl(expert.page, "the replica lags");
  await owner.page.getByTestId("ask-bar").getByText("the replica lags").waitFor();
  await answer(owner.page, /^Grant/);
  await controlSays(expert.page, "You have control");
  await controlSays(trainee.page, "Eva");
  await typeAtScreen(expert.page, "echo steered by $((1 + 1)) hands\r");
  for (const { page } of [owner, expert, trainee]) await shows(page, /^steered by 2 hands/m);

  await expert.page.getByRole("button", { name: "Hand back" }).click();
  await controlSays(owner.page, "You have control");
  await typeAtScreen(expert.page, "touch too-late\r");
  await typeAtScreen(owner.page, "echo the owner again\r");
  await shows(trainee.page, /^the owner again/m);
  for (const name of ["too-early", "too-late"]) expect(here.hasRun(name), name).toBe(false);
  const typists = (recording: Recorded) =>
    new Set(inputOf(recording).map(({ participant }) => participant)).size;
  const recording = await recorded(here.app, owner.session, "two who typed", (each) => typists(each) > 1);
  expect(typists(recording), "the owner and the expert").toBe(2);
});

test("[M3] control that is offered is its recipient's once they accept, which two keys do", async () => {
  const { owner, expert, trainee } = await here.sameThree();
  await pickAbout(owner.page, "Eva", "Hand control…");
  const dialog = owner.page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("you know the replica");
  await dialog.getByRole("button", { name: "Hand control over" }).click();
  await owner.page.getByTestId("offer-pending").getByText("Eva").waitFor();
  await expert.page.getByTestId("ask-bar").getByText("you know the replica").waitFor();
  await controlSays(owner.page, "You have control");

  await expert.page.keyboard.press("Control+F6");
  await expect.poll(() => focused(expert.page)).toBe("Accept");
  await expert.page.keyboard.press("Enter");
  await controlSays(expert.page, "You have control");
  await controlSays(trainee.page, "Eva has control");
  // Whoever answered by keyboard is back on the screen.
  await expect.poll(() => focused(expert.page)).toMatch(/^Shared terminal/);
  await expert.page.keyboard.type("echo accepted by $((2)) keys\r");
  await shows(owner.page, /^accepted by 2 keys/m);
});

test("[M2] what the owner types takes control back at once", async () => {
  const { owner, expert } = await here.sameThree();
  await controlSays(expert.page, "You have control");
  await typeAtScreen(owner.page, "echo mine\r");
  await shows(expert.page, /^mine/m);
  await controlSays(owner.page, "You have control");
  await expert.page.getByTestId("ask-control").waitFor();
  await typeAtScreen(expert.page, "touch not-any-more\r");
  await typeAtScreen(owner.page, "echo mine still\r");
  await shows(expert.page, /^mine still/m);
  expect(here.hasRun("not-any-more")).toBe(false);
});

test("[P2] lines that two people queue reach the shell whole, one after another", async () => {
  const { owner, expert, trainee } = await here.sameThree();
  await changeMode(owner.page, { mode: "Interactive", merge: "Line by line" });
  const lines = (page: Page) => page.getByRole("textbox", { name: "Line to queue" });
  await lines(expert.page).fill("until [ -e go-on ]; do sleep 0.1; done; echo from the $((1))st");
  await lines(owner.page).fill("echo from the $((2))nd");
  await lines(expert.page).press("Enter");
  await owner.page.locator(".queued-line").filter({ hasText: "st" }).waitFor();
  await lines(owner.page).press("Enter");
  await owner.page.locator(".queued-line").filter({ hasText: "nd" }).waitFor();
  writeFileSync(join(here.app.home, "go-on"), "");
  await shows(trainee.page, /^from the 1st\n(?:.*\n)*from the 2nd/m);
  expect(await lines(trainee.page).isDisabled(), "who came to watch queues nothing").toBe(true);
});

test("[M3] two who ask wait in their places, seen by all, and the second moves up when the first stops waiting", async () => {
  const { owner, expert, trainee, toType } = await here.three();
  const second = await here.join(toType, "Ina");
  await askForControl(expert.page, "the replica lags");
  await controlSays(expert.page, "Number 1 in the queue");
  await askForControl(second.page, "the index is gone");
  await controlSays(second.page, "Number 2 in the queue");
  for (const { page } of [owner, trainee]) {
    const rows = page.getByTestId("queue-row");
    await rows.nth(1).waitFor();
    const [first, last] = await rows.allInnerTexts();
    expect(first).toMatch(/1(.|\n)*Eva(.|\n)*the replica lags/);
    expect(last).toMatch(/2(.|\n)*Ina(.|\n)*the index is gone/);
  }
  await expert.page.getByRole("button", { name: "Stop waiting" }).click();
  await controlSays(second.page, "Number 1 in the queue");
  await owner.page.getByRole("button", { name: "Grant control to Ina" }).click();
  await controlSays(second.page, "You have control");
  await typeAtScreen(second.page, "echo her turn\r");
  await shows(expert.page, /^her turn/m);
  await expect
    .poll(() => owner.page.getByTestId("queue-row").count(), { message: "who waits still" })
    .toBe(0);
});

test("[M9] what somebody may do is switched in their list of permissions, in force at once", async () => {
  const { owner, expert, trainee } = await here.three({ mode: "Interactive" });
  await controlSays(expert.page, "You may type");
  await pickAbout(owner.page, "Eva", "What they may do…");
  await owner.page.getByRole("switch", { name: "Type", exact: true }).click();
  await owner.page.getByRole("button", { name: "Done" }).click();
  await controlSays(expert.page, "View only");
  await typeAtScreen(expert.page, "touch not-permitted\r");

  await pickAbout(owner.page, "Tom", "What they may do…");
  await owner.page.getByRole("switch", { name: "Type", exact: true }).click();
  await owner.page.getByRole("button", { name: "Done" }).click();
  await controlSays(trainee.page, "You may type");
  await typeAtScreen(trainee.page, "echo a trainee types\r");
  await shows(expert.page, /^a trainee types/m);
  expect(here.hasRun("not-permitted")).toBe(false);
});
