import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { crowdedDoor, fullHouse, incident } from "../../renderer/fixtures/casts.ts";
import { PeoplePanel } from "../../renderer/session/panel/people-panel.tsx";
import { nowMs, renderAs } from "./support.tsx";

const viewOnly = { name: "view_only", max_participants: 10 } as const;

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

  it("lets the owner give and take typing, and the row follows the log", async () => {
    const cast = incident(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <PeoplePanel />);
    fireEvent.click(screen.getByRole("button", { name: "Allow Mia to type" }));
    await screen.findByRole("button", { name: "Stop typing of Mia" });
    expect(client.called).toEqual([
      { name: "participant.permit", input: { participant: cast.mia, allow_input: true } },
    ]);
  });

  it("greys typing in a view-only session with the rule's own sentence, and does nothing on a click", () => {
    const cast = incident(nowMs, { mode: viewOnly });
    const { client } = renderAs(cast, cast.session.owner, <PeoplePanel />);
    const toggle = screen.getByRole("button", { name: "Stop typing of Ben Okafor" });
    expect(toggle.getAttribute("aria-disabled")).toBe("true");
    expect(toggle.getAttribute("aria-pressed")).toBe("false");
    fireEvent.click(toggle);
    expect(client.called).toEqual([]);
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
    fireEvent.click(screen.getByRole("button", { name: "Remove Mia" }));
    const dialog = await screen.findByRole("alertdialog", { name: "Remove Mia?" });
    fireEvent.change(within(dialog).getByRole("textbox"), { target: { value: " Wrong room " } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByText("Mia")).toBeNull());
    expect(client.called).toEqual([
      { name: "participant.remove", input: { participant: cast.mia, reason: "Wrong room" } },
    ]);
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
