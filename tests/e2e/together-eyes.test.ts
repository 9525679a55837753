import { expect, test } from "vitest";
import { shows, typeAtScreen } from "../support/page-screen.ts";
import { answer, controlSays, pickAbout, propose, putInView, requireSecondPerson } from "../support/pages.ts";
import { isTypedProposal, recorded } from "./recorded.ts";
import { meeting } from "./together.ts";

const here = meeting();

test("[M8] with four eyes nobody types, the owner neither, unless the second person watches", async () => {
  const { owner, expert } = await here.two();
  await requireSecondPerson(owner.page);
  await controlSays(owner.page, "Waiting for a second person");
  await typeAtScreen(owner.page, "touch alone\r");
  await pickAbout(owner.page, "Eva", "Witness");
  await controlSays(owner.page, "You have control");
  await typeAtScreen(owner.page, "echo seen by two\r");
  await shows(expert.page, /^seen by two/m);
  await here.gone(expert);
  // At once where the page's goodbye got out; else once nobody has been heard for half a minute.
  await controlSays(owner.page, "Waiting for a second person", 60_000);
  await typeAtScreen(owner.page, "touch alone-again\r");
  for (const name of ["alone", "alone-again"]) expect(here.hasRun(name), name).toBe(false);
});

test("[M8] input stops when the witness's window has been out of view for half a minute, and goes on when it is back", async () => {
  const { owner, expert } = await here.two();
  await requireSecondPerson(owner.page);
  await pickAbout(owner.page, "Eva", "Witness");
  await controlSays(owner.page, "You have control");
  await expert.page.clock.install();
  await putInView(expert.page, false);
  await expert.page.clock.fastForward(31_000);
  await controlSays(owner.page, "Waiting for a second person");
  await owner.page.getByRole("img", { name: "Witness, not watching" }).waitFor();
  await typeAtScreen(owner.page, "touch unseen\r");
  await putInView(expert.page, true);
  await controlSays(owner.page, "You have control");
  await typeAtScreen(owner.page, "echo in view again\r");
  await shows(expert.page, /^in view again/m);
  expect(here.hasRun("unseen")).toBe(false);
});

test("[M8] per command, what the owner proposes is typed once a witness approves it as it was written", async () => {
  const { owner, expert, trainee } = await here.three();
  await requireSecondPerson(owner.page, { perCommand: true });
  await pickAbout(owner.page, "Eva", "Witness");
  await controlSays(owner.page, "Each command is approved");
  await typeAtScreen(owner.page, "touch typed-past-the-witness\r");
  const command = "echo approved by $((1 + 1)) people";
  await propose(owner.page, command);
  const asked = expert.page.getByTestId("ask-bar");
  await asked.getByText(command).waitFor();
  expect(await asked.getByRole("button", { name: "Edit" }).count(), "what a witness may change").toBe(0);
  expect(await owner.page.getByTestId("ask-bar").count(), "what the owner may approve of their own").toBe(0);
  await answer(expert.page, /^Type it/);
  for (const { page } of [owner, expert, trainee]) await shows(page, /^approved by 2 people/m);
  expect(here.hasRun("typed-past-the-witness")).toBe(false);

  const { events } = await recorded(here.app, owner.session, "a typed proposal", ({ events: those }) =>
    those.some(isTypedProposal),
  );
  const made = events.find((event) => event.type === "proposal.made");
  const approved = events.find((event) => event.type === "proposal.approved");
  const typed = events.find(isTypedProposal);
  expect(made).toMatchObject({ text: command });
  expect(approved?.["by"], "approved by another").not.toBe(made?.["participant"]);
  expect(typed).toMatchObject({ participant: made?.["participant"] });
});

test("[M8] who watches as the witness is told that they approve, not that a second person is missing", async () => {
  const { owner, expert } = await here.two();
  await requireSecondPerson(owner.page, { perCommand: true });
  await pickAbout(owner.page, "Eva", "Witness");
  await controlSays(owner.page, "Each command is approved");
  const told = expert.page.getByTestId("control");
  await expect.poll(() => told.innerText()).toContain("You read what the others propose, and approve it.");
});
