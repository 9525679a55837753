import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { queueing } from "../../renderer/fixtures/casts.ts";
import { refusals } from "../../shared/commands/refusals.ts";
import { nowMs, renderAs } from "./support.tsx";

describe("what asks back before something is ended or emptied", () => {
  it.each([
    { name: "end", action: "End session" },
    { name: "clear-lines", action: "Empty the queue" },
  ] as const)("says why it was not done where it asked: $action", async ({ name, action }) => {
    const cast = queueing(nowMs);
    const { client, model } = renderAs(cast, cast.session.owner, <></>);
    model.ui.setState({ dialog: { name } });
    const answer = client.hold();
    fireEvent.click(await screen.findByRole("button", { name: action }));
    answer("not-connected");
    expect((await screen.findByRole("alert")).textContent).toBe(refusals["not-connected"]);
    expect(screen.getByRole("alertdialog").contains(screen.getByRole("alert"))).toBe(true);
  });
});
