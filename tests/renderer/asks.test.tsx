import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { crowdedDoor, incident, presented, proposing } from "../../renderer/fixtures/casts.ts";
import { AskBar } from "../../renderer/session/asks/ask-bar.tsx";
import { mayResume } from "../../renderer/session/asks/judging.ts";
import { asksOf } from "../../renderer/session/asks/asks.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { nowMs, renderAs } from "./support.tsx";

describe("what waits for a person's word", () => {
  it("is, for the owner, control before the door before proposals, in the order they came", () => {
    const cast = presented(nowMs);
    cast.session.ask("Noor", cast.view, 60_000);
    cast.session.happen({ type: "proposal.made", proposal: 1, participant: cast.ben, text: "ls" });
    expect(asksOf(cast.session.state, cast.session.owner).map((each) => `${each.kind} ${each.name}`)).toEqual(
      ["control Cleo Dubois", "control Mia", "join Noor", "proposal Ben Okafor"],
    );
  });

  it("is nothing for somebody who decides nothing", () => {
    const cast = crowdedDoor(nowMs);
    renderAs(cast, cast.mia, <AskBar />);
    expect(screen.queryByTestId("ask-bar")).toBeNull();
  });

  it("is answered one after the other, and the next one has the focus of whoever answers by keyboard", async () => {
    const cast = presented(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <AskBar />);
    const deny = screen.getByRole("button", { name: "Deny" });
    deny.focus();
    fireEvent.click(deny);
    await screen.findByRole("group", { name: "Mia asks for control" });
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Grant 10 min"));
    fireEvent.click(screen.getByRole("button", { name: "Grant 10 min" }));
    await waitFor(() => expect(cast.session.state.control.holder).toBe(cast.mia));
    expect(client.called.map((each) => each.name)).toEqual(["control.deny", "control.approve"]);
  });

  it("stays the one that is shown until it is gone, whatever more pressing comes meanwhile", async () => {
    const cast = incident(nowMs, { mode: defaultModes.presenter });
    const noor = cast.session.ask("Noor", cast.view, 60_000);
    const { client } = renderAs(cast, cast.session.owner, <AskBar />);
    const letIn = screen.getByRole("button", { name: "Let in" });
    cast.session.happen({ type: "control.requested", request: 1, participant: cast.mia, minutes: 10 });
    await screen.findByText(/1 more waiting/);
    fireEvent.click(letIn);
    await screen.findByRole("group", { name: "Mia asks for control" });
    expect(client.called).toEqual([{ name: "join.approve", input: { participant: noor } }]);
  });

  it("keeps the word that is being written, and the focus in it, while others ask", async () => {
    const cast = incident(nowMs, { mode: defaultModes.presenter });
    cast.session.ask("Noor", cast.view, 60_000);
    renderAs(cast, cast.session.owner, <AskBar />);
    fireEvent.click(screen.getByRole("button", { name: "Turn away with a word" }));
    const word = screen.getByLabelText("A word to Noor on why");
    fireEvent.change(word, { target: { value: "Ask Ben for ano" } });
    cast.session.happen({ type: "control.requested", request: 1, participant: cast.mia, minutes: 10 });
    await screen.findByText(/1 more waiting/);
    expect(screen.getByLabelText("A word to Noor on why")).toHaveProperty("value", "Ask Ben for ano");
    expect(document.activeElement).toBe(word);
  });

  it("is the most pressing of the others once whoever asked is gone", async () => {
    const cast = incident(nowMs, { mode: defaultModes.presenter });
    const noor = cast.session.ask("Noor", cast.view, 60_000);
    cast.session.ask("Pat", cast.view, 90_000);
    renderAs(cast, cast.session.owner, <AskBar />);
    cast.session.happen({ type: "control.requested", request: 1, participant: cast.mia, minutes: 10 });
    await screen.findByText(/2 more waiting/);
    expect(screen.getByRole("group", { name: "Noor asks to be let in" })).toBeTruthy();
    cast.session.happen({ type: "join.lapsed", participant: noor, why: "gone" });
    await screen.findByRole("group", { name: "Mia asks for control" });
  });

  it("offers a mentor of a training to grant it as practice", async () => {
    const cast = presented(nowMs, { sessionType: "training" });
    renderAs(cast, cast.session.owner, <AskBar />);
    fireEvent.click(screen.getByRole("button", { name: "As practice" }));
    await waitFor(() => expect(cast.session.state.control.grant?.practice).toBe(true));
    expect(cast.session.state.control.holder).toBe(cast.cleo);
  });

  it("shows an offer to its recipient, who accepts", async () => {
    const cast = presented(nowMs);
    cast.session.happen({
      type: "control.offered",
      offer: 1,
      to: cast.mia,
      by: cast.session.owner,
      awaits: "recipient",
      untilMs: nowMs + 60_000,
      minutes: 5,
      autoReturn: true,
      practice: false,
    });
    renderAs(cast, cast.mia, <AskBar />);
    fireEvent.click(screen.getByRole("button", { name: "Accept" }));
    await waitFor(() => expect(cast.session.state.control.holder).toBe(cast.mia));
    await waitFor(() => expect(screen.queryByTestId("ask-bar")).toBeNull());
  });

  it("shows a proposal as text, whatever is in it, and types it in the proposer's name", async () => {
    const cast = proposing(nowMs);
    renderAs(cast, cast.session.owner, <AskBar />);
    fireEvent.click(screen.getByRole("button", { name: "Type it" }));
    await screen.findByText("Tab");
    expect(cast.session.state.proposals.find((each) => each.proposal === 2)?.status).toBe("approved");
    expect(cast.session.state.participants[cast.ben]?.lastInputAtMs).toBeDefined();
  });

  it("asks a mentor for what is theirs to give: not control of somebody who does not practise", () => {
    const cast = presented(nowMs, { sessionType: "training" });
    const { session, mia, ben } = cast;
    session.happen({ type: "control.cancelled", request: 3, participant: mia });
    session.happen({ type: "role.changed", participant: mia, by: session.owner, role: "mentor" });
    const asked = () => asksOf(session.state, mia).map((each) => `${each.kind} ${each.name}`);
    expect(asked()).toEqual(["control Cleo Dubois"]);
    session.happen({
      type: "control.granted",
      to: ben,
      from: ben,
      by: session.owner,
      via: "transfer",
      untilMs: null,
      autoReturn: true,
      practice: false,
    });
    expect(asked()).toEqual([]);
  });

  it("lets a pause be ended by the owner and by whoever made it", () => {
    const { session, mia, ben } = presented(nowMs, { sessionType: "training" });
    for (const participant of [mia, ben]) {
      session.happen({ type: "role.changed", participant, by: session.owner, role: "mentor" });
    }
    session.happen({ type: "session.paused", by: mia });
    const may = [session.owner, mia, ben].map((who) => mayResume(session.state, who));
    expect(may).toEqual([true, true, false]);
  });
});
