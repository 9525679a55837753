import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { crowdedDoor, fullHouse, incident, presented } from "../../renderer/fixtures/casts.ts";
import { PeoplePanel } from "../../renderer/session/panel/people-panel.tsx";
import { nowMs, pick, renderAs } from "./support.tsx";

describe("the list of people", () => {
  it("says of everybody what they may do, the owner first, a lost line as such", () => {
    const cast = incident(nowMs);
    renderAs(cast, cast.session.owner, <PeoplePanel />);
    const rows = screen.getAllByTestId("person").map((row) => row.textContent);
    expect(rows).toHaveLength(5);
    expect(rows[0]).toContain("Ana Souzayou");
    expect(rows[0]).toContain("Owner · may type");
    expect(rows[1]).toContain("Ben OkaforGuest · may type");
    expect(rows[2]).toContain("MiaGuest · view only");
    expect(rows[4]).toMatch(/DanLine lost · place kept \d/);
  });

  it("says who is in control and for how long, and who only watches", () => {
    const cast = presented(nowMs);
    renderAs(cast, cast.mia, <PeoplePanel />);
    const control = within(screen.getByRole("region", { name: "In control" })).getByTestId("person");
    expect(control.textContent).toMatch(/Ben Okafor4:1\d left.*Guest · may type/);
    const watching = within(screen.getByRole("region", { name: "Watching" })).getAllByTestId("person");
    expect(watching.map((row) => row.textContent)[0]).toContain("Ana SouzaOwner · watches");
  });

  it("says of an owner who is away that they are, like of anybody", async () => {
    const cast = presented(nowMs);
    renderAs(cast, cast.mia, <PeoplePanel />);
    cast.session.happen({ type: "view.changed", participant: cast.session.owner, inView: false });
    cast.session.happen({ type: "view.changed", participant: cast.ben, inView: false });
    await screen.findByText("Owner · away");
    const control = within(screen.getByRole("region", { name: "In control" }));
    expect(control.getByText("Guest · away")).toBeTruthy();
  });

  it("lists who waits for control in their places, and grants a shorter time than was asked for", async () => {
    const cast = presented(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <PeoplePanel />);
    const rows = screen.getAllByTestId("queue-row");
    expect(rows.map((row) => row.textContent?.slice(0, 1))).toEqual(["1", "2"]);
    expect(rows[0]?.textContent).toContain("Run the diagnostics on the replica");
    const minutes = screen.getByLabelText("Minutes for Cleo Dubois");
    fireEvent.change(minutes, { target: { value: "16" } });
    expect(screen.getByRole("button", { name: "Grant control to Cleo Dubois" })).toHaveProperty(
      "disabled",
      true,
    );
    fireEvent.change(minutes, { target: { value: "3" } });
    fireEvent.click(screen.getByRole("button", { name: "Grant control to Cleo Dubois" }));
    await waitFor(() => expect(cast.session.state.control.holder).toBe(cast.cleo));
    expect(client.called).toEqual([{ name: "control.approve", input: { request: 2, minutes: 3 } }]);
  });

  it("shows those who wait their own place with a way out, and no answers", async () => {
    const cast = presented(nowMs);
    renderAs(cast, cast.mia, <PeoplePanel />);
    expect(screen.queryByRole("button", { name: /^Grant/ })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.getAllByTestId("queue-row")).toHaveLength(1));
  });

  it("changes every permission of a person from their menu, in force as it is switched", async () => {
    const cast = presented(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <PeoplePanel />);
    await pick("About Mia", "What they may do…");
    const dialog = await screen.findByRole("dialog", { name: "What Mia may do" });
    expect(within(dialog).getAllByRole("switch")).toHaveLength(7);
    // What each keeps back, and what nothing can.
    expect(dialog.textContent).toContain("what somebody can see, they can copy.");
    expect(dialog.textContent).toContain("the screen is left out when the page is printed");
    expect(dialog.textContent).toContain(
      "Kept for when the recording is shared with them. Nothing does that yet.",
    );
    fireEvent.click(within(dialog).getByRole("switch", { name: "Draw over the screen" }));
    await waitFor(() =>
      expect(cast.session.state.participants[cast.mia]?.permissions.allow_annotations).toBe(true),
    );
    expect(client.called).toEqual([
      { name: "participant.permit", input: { participant: cast.mia, allow_annotations: true } },
    ]);
  });

  it("names a witness and gives another role from the menu", async () => {
    const cast = presented(nowMs);
    renderAs(cast, cast.session.owner, <PeoplePanel />);
    await pick("About Mia", "Witness", "menuitemcheckbox");
    expect(await screen.findByRole("img", { name: "Witness, watching" })).toBeTruthy();
    await pick("About Mia", "Mentor", "menuitemradio");
    await waitFor(() => expect(cast.session.state.participants[cast.mia]?.role).toBe("mentor"));
  });

  it("gives guests no means to change anything", () => {
    const cast = crowdedDoor(nowMs);
    renderAs(cast, cast.mia, <PeoplePanel />);
    expect(screen.queryAllByRole("button")).toEqual([]);
    expect(screen.queryByText("Waiting to be let in")).toBeNull();
  });

  it("removes somebody after asking back, with the reason", async () => {
    const cast = incident(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <PeoplePanel />);
    await pick("About Mia", "Remove…");
    const dialog = await screen.findByRole("alertdialog", { name: "Remove Mia?" });
    fireEvent.change(within(dialog).getByRole("textbox"), { target: { value: " Wrong room " } });
    fireEvent.click(within(dialog).getByRole("checkbox", { name: "They may come back by their link" }));
    fireEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByText("Mia")).toBeNull());
    expect(client.called).toEqual([
      {
        name: "participant.remove",
        input: { participant: cast.mia, reason: "Wrong room", rejoin: true },
      },
    ]);
  });

  it("blocks somebody, lists who is blocked, and lifts it", async () => {
    const cast = incident(nowMs);
    renderAs(cast, cast.session.owner, <PeoplePanel />);
    await pick("About Mia", "Block…");
    fireEvent.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Block" }));
    fireEvent.click(await screen.findByRole("button", { name: "Lift the block of Mia" }));
    await waitFor(() => expect(cast.session.state.blocked).toEqual({}));
  });

  it("is searched where it is long", () => {
    const cast = fullHouse(nowMs);
    renderAs(cast, cast.session.owner, <PeoplePanel />);
    expect(screen.getAllByTestId("person")).toHaveLength(41);
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: "מר" } });
    expect(screen.getAllByTestId("person")).toHaveLength(1);
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: "nobody" } });
    expect(screen.getByText("Nobody of that name is here.")).toBeTruthy();
  });
});
