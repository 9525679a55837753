import { expect, test } from "vitest";
import { shows } from "../support/page-screen.ts";
import { answer, openPanel, propose } from "../support/pages.ts";
import { isTypedProposal, recorded } from "./recorded.ts";
import { meeting } from "./together.ts";

const here = meeting();

test("[M7] a proposal is seen as text, approved, and typed as its proposer's", async () => {
  const { owner, expert, trainee } = await here.sameThree();
  await propose(expert.page, "echo proposed by $((2 + 1))");
  await owner.page.getByTestId("ask-bar").getByText("echo proposed by $((2 + 1))").waitFor();
  await answer(owner.page, /^Type it/);
  await shows(trainee.page, /^proposed by 3/m);
  const { events } = await recorded(here.app, owner.session, "a typed proposal", ({ events: those }) =>
    those.some(isTypedProposal),
  );
  const made = events.find((event) => event.type === "proposal.made");
  expect(events.find(isTypedProposal)).toMatchObject({ participant: made?.["participant"] });
});

test("[M7] what the owner changes in a proposal is what is typed, and its author sees what became of it", async () => {
  const { owner, expert, trainee } = await here.sameThree();
  await propose(expert.page, "touch as-proposed");
  await answer(owner.page, /^Edit$/);
  const open = owner.page.getByRole("region", { name: "Proposals" });
  await open.getByRole("button", { name: "Edit" }).click();
  await open.getByRole("textbox", { name: "What is typed" }).fill("echo edited $((1)) time");
  await open.getByRole("button", { name: "Type and run" }).click();
  await shows(trainee.page, /^edited 1 time/m);
  expect(here.hasRun("as-proposed")).toBe(false);

  await openPanel(expert.page, "Notes");
  const decided = expert.page.getByTestId("proposal").filter({ hasText: "Edited and approved by" });
  await decided.waitFor();
  expect(await decided.innerText()).toContain("echo edited $((1)) time");
});

test("[M7] a proposal that is rejected with a word is not typed, and its author reads the word", async () => {
  const { owner, expert } = await here.sameThree();
  await propose(expert.page, "touch rejected");
  await answer(owner.page, /^Reject with a word$/);
  const asked = owner.page.getByTestId("ask-bar");
  await asked.getByRole("textbox", { name: "A word to Eva on why" }).fill("not during the backup");
  await asked.getByRole("button", { name: "Reject" }).click();
  await asked.waitFor({ state: "detached" });

  await openPanel(expert.page, "Notes");
  await expert.page.getByTestId("proposal").getByText("not during the backup").waitFor();
  expect(here.hasRun("rejected")).toBe(false);
});
