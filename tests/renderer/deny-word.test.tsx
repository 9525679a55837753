import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { crowdedDoor, presented, proposing } from "../../renderer/fixtures/casts.ts";
import { AskBar } from "../../renderer/session/asks/ask-bar.tsx";
import { PeoplePanel } from "../../renderer/session/panel/people-panel.tsx";
import { nowMs, renderAs } from "./support.tsx";

const button = (name: string) => screen.getByRole("button", { name });
const write = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe("a no with a word", () => {
  it("is written where it is asked, by keyboard, and Enter sends it", async () => {
    const cast = presented(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <AskBar />);
    fireEvent.click(button("Deny with a word"));
    const box = screen.getByLabelText("A word to Cleo Dubois on why");
    expect(document.activeElement).toBe(box);
    write("A word to Cleo Dubois on why", " After the failover ");
    fireEvent.submit(box);
    await screen.findByRole("group", { name: "Mia asks for control" });
    expect(client.called).toEqual([
      { name: "control.deny", input: { request: 2, reason: "After the failover" } },
    ]);
  });

  it("goes back to the choice by Escape, with the focus where it was", () => {
    const cast = presented(nowMs);
    renderAs(cast, cast.session.owner, <AskBar />);
    fireEvent.click(button("Deny with a word"));
    fireEvent.keyDown(screen.getByLabelText("A word to Cleo Dubois on why"), { key: "Escape" });
    expect(document.activeElement).toBe(button("Deny with a word"));
    expect(button("Grant 5 min")).toBeTruthy();
  });

  it("is optional, and one line that can be shown", () => {
    const cast = presented(nowMs);
    renderAs(cast, cast.session.owner, <AskBar />);
    fireEvent.click(button("Deny with a word"));
    expect(button("Deny")).toHaveProperty("disabled", false);
    write("A word to Cleo Dubois on why", "a\u202eb");
    expect(button("Deny")).toHaveProperty("disabled", true);
    expect(screen.getByRole("alert").textContent).toBe("One line of at most 500 characters.");
  });

  it("is given at the door", async () => {
    const cast = crowdedDoor(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <PeoplePanel />);
    fireEvent.click(button("Turn Noor away with a word"));
    write("A word to Noor on why", "Ask Ben for another link");
    fireEvent.click(button("Turn away"));
    await waitFor(() => expect(screen.queryByText("Noor")).toBeNull());
    expect(client.called[0]).toMatchObject({
      name: "join.deny",
      input: { reason: "Ask Ben for another link" },
    });
  });

  it("is given in the queue of control", async () => {
    const cast = presented(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <PeoplePanel />);
    fireEvent.click(button("Deny control to Mia with a word"));
    write("A word to Mia on why", "Cleo is first");
    fireEvent.click(button("Deny"));
    await waitFor(() => expect(screen.getAllByTestId("queue-row")).toHaveLength(1));
    expect(client.called).toEqual([{ name: "control.deny", input: { request: 3, reason: "Cleo is first" } }]);
  });

  it("rejects a proposal, which stays a proposal's own button too", async () => {
    const cast = proposing(nowMs);
    renderAs(cast, cast.session.owner, <AskBar />);
    fireEvent.click(button("Reject with a word"));
    write("A word to Ben Okafor on why", "Not during the day");
    fireEvent.click(button("Reject"));
    await waitFor(() => expect(cast.session.state.proposals[1]?.reason).toBe("Not during the day"));
  });

  it("is not offered where nobody would read it", () => {
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
    expect(button("Decline")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /with a word/ })).toBeNull();
  });
});
