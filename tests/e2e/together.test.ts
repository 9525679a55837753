import { expect, test } from "vitest";
import { shows, typeAtScreen } from "../support/page-screen.ts";
import {
  changeMode,
  closingOf,
  controlSays,
  knock,
  pickInMenu,
  takeAway,
  say,
  openPanel,
  type Visitor,
} from "../support/pages.ts";
import { type Recorded, recorded } from "./recorded.ts";
import { meeting } from "./together.ts";

const here = meeting();

test("the mode changes while the session runs, and everybody sees it at once", async () => {
  const { owner, expert, trainee } = await here.sameThree();
  await changeMode(owner.page, { mode: "Interactive" });
  await controlSays(expert.page, "You may type");
  await typeAtScreen(expert.page, "echo now I may\r");
  await shows(trainee.page, /^now I may/m);
  await changeMode(owner.page, { mode: "View only" });
  await controlSays(expert.page, "View only");
  await typeAtScreen(expert.page, "touch in-view-only\r");
  await typeAtScreen(owner.page, "echo the owner may\r");
  await shows(trainee.page, /^the owner may/m);
  expect(here.hasRun("in-view-only")).toBe(false);
});

test("[M10] a pause stills the others' screens and their hands, and everything is there when it ends", async () => {
  const { owner, expert, trainee } = await here.sameThree();
  await changeMode(owner.page, { mode: "Interactive" });
  await pickInMenu(owner.page, /^Pause for the others$/);
  for (const { page } of [expert, trainee]) await page.getByTestId("paused").waitFor();
  await controlSays(owner.page, "Paused by you");
  await typeAtScreen(expert.page, "touch while-paused\r");
  await typeAtScreen(owner.page, "echo behind the $((1))st curtain\r");
  await shows(owner.page, /^behind the 1st curtain/m);
  for (const { page } of [owner, trainee]) await openPanel(page, "Chat");
  await say(owner.page, "still there?");
  // What came after the line that was typed has come: so would have the line.
  await trainee.page.getByText("still there?").first().waitFor();
  expect(await trainee.page.getByTestId("terminal").innerText()).not.toContain("1st curtain");
  await pickInMenu(owner.page, /^Go on$/);
  for (const { page } of [expert, trainee]) await shows(page, /^behind the 1st curtain/m);
  expect(here.hasRun("while-paused")).toBe(false);
});

test("[M9] who is blocked is out at once and told why, and neither their page nor a fresh one comes in by the link again unasked", async () => {
  const { owner, expert, trainee, toType } = await here.three({ mode: "Interactive" });
  await takeAway(owner.page, "Eva", { how: "Block", reason: "typed over others" });
  expect(await closingOf(expert.page)).toMatch(/removed(.|\n)*typed over others/i);
  expect(await expert.page.getByRole("button", { name: /again/i }).count(), "a way back").toBe(0);
  await typeAtScreen(owner.page, "echo without Eva\r");
  await shows(trainee.page, /^without Eva/m);

  await expert.page.reload();
  const fresh = await expert.context.newPage();
  await fresh.goto(toType);
  for (const page of [expert.page, fresh]) {
    await knock(page, "Eva");
    await page.getByTestId("waiting").waitFor();
    const asked = owner.page.getByTestId("ask-bar");
    await asked.getByText("asks to be let in").waitFor();
    expect(await page.getByTestId("terminal").count(), "a screen before the owner has said yes").toBe(0);
    await asked.getByRole("button", { name: "Turn away", exact: true }).click();
    expect(await closingOf(page)).toMatch(/not let in/i);
  }
  const blocked = owner.page.getByRole("region", { name: "Blocked" });
  expect(await blocked.getByRole("listitem").allInnerTexts()).toMatchObject([expect.stringContaining("Eva")]);
});

test("[M9] who is removed is out at once, and comes back by the link only where the owner said so", async () => {
  const { owner, expert, trainee } = await here.three({ mode: "Interactive" });
  await takeAway(owner.page, "Eva", { how: "Remove", rejoin: true });
  expect(await closingOf(expert.page)).toMatch(/removed/i);
  await expert.page.reload();
  await knock(expert.page, "Eva");
  await shows(expert.page, /^\$$/m);
  await typeAtScreen(expert.page, "echo Eva again\r");
  await shows(trainee.page, /^Eva again/m);

  await takeAway(owner.page, "Tom", { how: "Remove", reason: "the class is full" });
  expect(await closingOf(trainee.page)).toMatch(/removed(.|\n)*the class is full/i);
  await trainee.page.reload();
  await knock(trainee.page, "Tom");
  await trainee.page.getByTestId("waiting").waitFor();
  await owner.page.getByTestId("ask-bar").getByText("asks to be let in").waitFor();
});

test("[M11] what one draws stands at the same cells for all, in windows of every size, and is on the record", async () => {
  const { owner, expert, trainee } = await here.sameThree();
  await trainee.page.setViewportSize({ width: 1024, height: 640 });
  await typeAtScreen(owner.page, "echo look here\r");
  for (const { page } of [expert, trainee]) await shows(page, /^look here/m);
  await expert.page.getByRole("button", { name: "Draw over the screen" }).click();
  await expert.page.getByRole("textbox", { name: "Label" }).fill("this line");
  const board = await expert.page.getByTestId("board").boundingBox();
  if (board === null) throw new Error("there is no board");
  await expert.page.mouse.move(board.x + 40, board.y + 20);
  await expert.page.mouse.down();
  await expert.page.mouse.move(board.x + 200, board.y + 60, { steps: 4 });
  await expert.page.mouse.up();
  const drawn = ({ page }: Visitor) =>
    page.getByTestId("annotations").getByRole("img", { name: /this line/ });
  for (const each of [owner, expert, trainee]) await drawn(each).waitFor();
  const cells = await Promise.all(
    [owner, expert, trainee].map(async (each) => {
      const box = await each.page.locator(".annotations__lines > *").first().boundingBox();
      const screen = await each.page.locator(".xterm-screen").boundingBox();
      if (box === null || screen === null) throw new Error("nothing is drawn");
      return [(box.x - screen.x) / screen.width, box.width / screen.width];
    }),
  );
  // As shares of the screen's width; the stroke is as wide in every window, so half a cell is left for it.
  const [first, ...others] = cells;
  for (const other of others) {
    for (const at of [0, 1]) expect(Math.abs((other[at] ?? 0) - (first?.[at] ?? 0))).toBeLessThan(0.015);
  }
  const drawings = ({ events }: Recorded) => events.filter((event) => event.type === "annotation.added");
  const recording = await recorded(here.app, owner.session, "a drawing", (each) => drawings(each).length > 0);
  expect(drawings(recording)).toMatchObject([{ label: "this line" }]);
});
