import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { incident } from "../../renderer/fixtures/casts.ts";
import { approvalOf, shareDefaults, shareInput } from "../../renderer/share/share-form.ts";
import { SharePanel } from "../../renderer/share/share-panel.tsx";
import { nowMs, renderAs } from "./support.tsx";

function panel() {
  const cast = incident(nowMs);
  const { host } = renderAs(cast, cast.session.owner, <></>);
  return { cast, ...renderAs(cast, cast.session.owner, <SharePanel host={host} />) };
}

describe("the share form", () => {
  it("makes a link to watch for a day, for as many as come, without asking", () => {
    expect(shareInput(shareDefaults)).toEqual({
      grant: "view",
      expiresInMs: 86_400_000,
      maxUses: null,
      approval: false,
    });
  });

  it("asks before letting typists in, unless the owner has decided otherwise", () => {
    expect(approvalOf({ ...shareDefaults, grant: "interact" })).toBe(true);
    expect(approvalOf({ ...shareDefaults, grant: "interact", approval: false })).toBe(false);
    expect(approvalOf({ ...shareDefaults, grant: "view", approval: true })).toBe(true);
  });

  it("moves the switch with the grant until it was touched", async () => {
    panel();
    const ask = await screen.findByRole("switch");
    expect(ask.getAttribute("aria-checked")).toBe("false");
    fireEvent.click(screen.getByRole("radio", { name: "May type" }));
    expect(ask.getAttribute("aria-checked")).toBe("true");
    fireEvent.click(ask);
    fireEvent.click(screen.getByRole("radio", { name: "View only" }));
    fireEvent.click(screen.getByRole("radio", { name: "May type" }));
    expect(ask.getAttribute("aria-checked")).toBe("false");
  });

  it("shows the new link first, with its address, and lists the others with their use", async () => {
    panel();
    await waitFor(() => expect(screen.getAllByTestId("link")).toHaveLength(2));
    fireEvent.click(screen.getByTestId("create-link"));
    await waitFor(() => expect(screen.getAllByTestId("link")).toHaveLength(3));
    const [first, second, third] = screen.getAllByTestId("link");
    expect(first?.querySelector("input")?.value).toMatch(
      /^https:\/\/tandem\.example\.org\/j\/LNK-[A-Z2-7]{16}#/,
    );
    expect(second?.textContent).toContain("1 of 5 places used");
    expect(third?.textContent).toContain("3 joined");
  });

  it("revokes after asking back, with a reason, and can remove those who came by the link", async () => {
    const { client, cast } = panel();
    await waitFor(() => expect(screen.getAllByTestId("link")).toHaveLength(2));
    fireEvent.click(screen.getAllByRole("button", { name: "Revoke the link" })[1] ?? document.body);
    const dialog = await screen.findByRole("alertdialog");
    fireEvent.click(
      within(dialog).getByRole("checkbox", { name: "Also remove the 3 people who came in by it" }),
    );
    fireEvent.change(within(dialog).getByRole("textbox", { name: /^Reason/ }), {
      target: { value: "It was posted in public" },
    });
    fireEvent.click(within(dialog).getByRole("button", { name: "Revoke and remove" }));
    await screen.findByText("1 closed");
    const reason = "It was posted in public";
    expect(client.called).toEqual([
      { name: "link.revoke", input: { link: cast.view, removeGuests: true, reason } },
    ]);
    expect(cast.session.state.participants[cast.mia]?.presence).toMatchObject({ name: "removed", reason });
  });
});

describe("sharing as a whole", () => {
  it.each([
    ["Lunch", { on: false, reason: "Lunch" }],
    ["", { on: false }],
  ])("is switched off with a reason or without: %j", async (reason, input) => {
    const cast = incident(nowMs);
    const { client, model } = renderAs(cast, cast.session.owner, <></>);
    model.ui.setState({ dialog: { name: "sharing" } });
    const dialog = await screen.findByRole("alertdialog", { name: "Switch sharing off?" });
    fireEvent.change(within(dialog).getByLabelText(/^Reason/), { target: { value: reason } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Switch sharing off" }));
    await waitFor(() => expect(cast.session.state.sharing).toBe("off"));
    expect(client.called).toEqual([{ name: "sharing.switch", input }]);
  });
});
