import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { incident, presented } from "../../renderer/fixtures/casts.ts";
import { paletteRows, paletteRules } from "../../renderer/session/palette/palette-rows.ts";
import { shortcuts } from "../../renderer/session/palette/shortcuts.ts";
import { useShortcuts } from "../../renderer/session/palette/use-shortcuts.ts";
import { commandRows } from "../../shared/commands/table.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { nowMs, renderAs } from "./support.tsx";

function Keys() {
  useShortcuts();
  return <textarea aria-label="somewhere to write" />;
}

describe("the command palette", () => {
  it("knows every command that may come from a person, by the table's own title", () => {
    const names = commandRows.filter((row) => row.origin === "peer").map((row) => row.name);
    expect(Object.keys(paletteRules).sort()).toEqual([...names].sort());
  });

  it("offers a viewer what makes sense now, and nothing that only the owner does", () => {
    const { session, mia } = presented(nowMs);
    const names = paletteRows(session.state, mia).map((row) => row.name);
    expect(names).toEqual(expect.arrayContaining(["control.cancel", "chat.send", "session.leave"]));
    for (const name of ["control.request", "control.approve", "mode.set", "session.end"])
      expect(names).not.toContain(name);
  });

  it("says why something is greyed out, after everything that is not", () => {
    const { session, mia } = presented(nowMs);
    const last = paletteRows(session.state, mia).find((row) => row.name === "annotation.add");
    expect(last?.refused).toBe("The owner has not allowed you to draw or set bookmarks.");
  });

  it("is opened by keys and does what was picked", async () => {
    const cast = presented(nowMs);
    const { model } = renderAs(cast, cast.session.owner, <Keys />);
    fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
    const input = await screen.findByPlaceholderText("What do you want to do?");
    fireEvent.change(input, { target: { value: "take control back" } });
    fireEvent.click(await screen.findByText("Take control back"));
    await waitFor(() => expect(cast.session.state.control.holder).toBe(cast.session.owner));
    expect(model.ui.getState().dialog).toBeUndefined();
  });
});

describe("shortcuts", () => {
  it("are listed by ?, which is a letter where somebody writes", async () => {
    const cast = incident(nowMs);
    const { model } = renderAs(cast, cast.session.owner, <Keys />);
    fireEvent.keyDown(screen.getByLabelText("somewhere to write"), { key: "?" });
    expect(model.ui.getState().dialog).toBeUndefined();
    fireEvent.keyDown(document.body, { key: "?" });
    const sheet = await screen.findByTestId("shortcuts");
    for (const { keys, title } of shortcuts) {
      expect(sheet.textContent).toContain(keys);
      expect(sheet.textContent).toContain(title);
    }
  });

  it("reclaim control with one key, from wherever the owner is", async () => {
    const cast = presented(nowMs);
    renderAs(cast, cast.session.owner, <Keys />);
    fireEvent.keyDown(screen.getByLabelText("somewhere to write"), { key: "F7", ctrlKey: true });
    await waitFor(() => expect(cast.session.state.control.holder).toBe(cast.session.owner));
  });

  it("leave a dialog alone", async () => {
    const cast = incident(nowMs, { mode: defaultModes.presenter });
    const { model } = renderAs(cast, cast.session.owner, <Keys />);
    model.ui.setState({ dialog: { name: "mode" } });
    const dialog = await screen.findByRole("dialog");
    fireEvent.keyDown(dialog, { key: "F8", ctrlKey: true });
    expect(model.ui.getState().annotating).toBe(false);
  });
});
