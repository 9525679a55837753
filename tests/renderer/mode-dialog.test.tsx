import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { incident, presented } from "../../renderer/fixtures/casts.ts";
import { changeOf, formOf, modeSettings } from "../../renderer/session/dialogs/mode-form.ts";
import { ModeDialog } from "../../renderer/session/dialogs/mode-dialog.tsx";
import { defaultModes, modeNames } from "../../shared/events/mode.ts";
import { nowMs, renderAs } from "./support.tsx";

describe("the settings of a mode", () => {
  it.each(modeNames)("has a row for every setting of %s that can be changed", (name) => {
    const shown = [...modeSettings[name].switches, ...modeSettings[name].numbers].map((each) => each.key);
    // Picked by itself, has one value only, or is a policy's.
    const elsewhere = [
      "name",
      "input_merge_mode",
      "conflict_resolution",
      "initial_presenter",
      "record_observer",
    ];
    const all = Object.keys(defaultModes[name]).filter((key) => !elsewhere.includes(key));
    expect([...shown].sort()).toEqual(all.sort());
  });

  it.each(modeNames)("brings %s back as it is when nothing was touched", (name) => {
    const {
      initial_presenter: _first,
      conflict_resolution: _only,
      record_observer: _policys,
      ...mode
    } = {
      initial_presenter: undefined,
      conflict_resolution: undefined,
      record_observer: undefined,
      ...defaultModes[name],
    };
    expect(changeOf(formOf(defaultModes[name]))).toEqual(mode);
  });

  it("is not sent with a number outside its limits, and never can be empty where that is offered", () => {
    const form = formOf(defaultModes.presenter);
    const withNumber = (key: string, value: string) =>
      changeOf({ ...form, numbers: { ...form.numbers, [key]: value } });
    expect(withNumber("max_viewers", "101")).toBeUndefined();
    expect(withNumber("max_viewers", "")).toBeUndefined();
    expect(withNumber("auto_return_to_owner_seconds", "9")).toBeUndefined();
    expect(withNumber("owner_idle_minutes", "")).toMatchObject({ owner_idle_minutes: null });
    expect(withNumber("owner_idle_minutes", "3")).toMatchObject({ owner_idle_minutes: 3 });
  });

  it("changes the mode while the session runs", async () => {
    const cast = incident(nowMs, { mode: defaultModes.presenter });
    const { model } = renderAs(cast, cast.session.owner, <ModeDialog />);
    fireEvent.click(screen.getByRole("radio", { name: "Interactive" }));
    fireEvent.click(screen.getByRole("radio", { name: "Line by line" }));
    fireEvent.click(screen.getByRole("switch", { name: "I let everybody in myself" }));
    fireEvent.change(screen.getByLabelText("Most people besides you"), { target: { value: "8" } });
    fireEvent.click(screen.getByRole("button", { name: "Apply" }));
    await waitFor(() =>
      expect(cast.session.state.mode).toEqual({
        ...defaultModes.interactive,
        input_merge_mode: "queued",
        require_approval: true,
        max_participants: 8,
      }),
    );
    expect(model.ui.getState().dialog).toBeUndefined();
  });

  it("begins presenter mode with whom the owner picks", async () => {
    const cast = incident(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <ModeDialog />);
    fireEvent.click(screen.getByRole("radio", { name: "Presenter" }));
    const first = screen.getByLabelText("Begins with");
    expect([...first.querySelectorAll("option")].map((each) => each.textContent)).toEqual([
      "You",
      "Guest (Ben Okafor)",
      "Guest (Mia)",
      "Guest (Cleo Dubois)",
      "Guest (Dan)",
    ]);
    fireEvent.change(first, { target: { value: cast.mia } });
    expect(screen.getByText("Control goes there at once, and the queue is emptied.")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Apply" }));
    await waitFor(() => expect(cast.session.state.control.holder).toBe(cast.mia));
    expect(client.called[0]?.input).toMatchObject({ mode: { initial_presenter: cast.mia } });
  });

  it("begins with nobody who is gone, and says so", async () => {
    const cast = incident(nowMs);
    renderAs(cast, cast.session.owner, <ModeDialog />);
    fireEvent.click(screen.getByRole("radio", { name: "Presenter" }));
    const first = screen.getByLabelText<HTMLSelectElement>("Begins with");
    fireEvent.change(first, { target: { value: cast.mia } });
    cast.session.happen({ type: "participant.left", participant: cast.mia, why: "left" });
    await waitFor(() =>
      expect(first.selectedOptions[0]?.textContent).toBe("Mia is gone. Pick somebody else."),
    );
    expect(screen.getByRole("button", { name: "Apply" })).toHaveProperty("disabled", true);
    fireEvent.change(first, { target: { value: cast.ben } });
    fireEvent.click(screen.getByRole("button", { name: "Apply" }));
    await waitFor(() => expect(cast.session.state.control.holder).toBe(cast.ben));
  });

  it("leaves control where it is while only a setting of presenter mode changes", async () => {
    const cast = presented(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <ModeDialog />);
    expect(screen.getByLabelText("Control goes to")).toHaveProperty("value", "unchanged");
    fireEvent.click(screen.getByRole("switch", { name: "Show everybody who has control" }));
    fireEvent.click(screen.getByRole("button", { name: "Apply" }));
    await waitFor(() => expect(client.called).toHaveLength(1));
    expect(client.called[0]?.input).not.toHaveProperty("mode.initial_presenter");
    expect(cast.session.state.control.holder).toBe(cast.ben);
  });

  it("has no switch for whether watchers are recorded, which only a policy decides", () => {
    const cast = incident(nowMs, { mode: defaultModes.view_only });
    renderAs(cast, cast.session.owner, <ModeDialog />);
    expect(screen.queryByRole("switch", { name: /record/i })).toBeNull();
  });
});
