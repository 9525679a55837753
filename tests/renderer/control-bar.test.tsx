import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { incident, presented } from "../../renderer/fixtures/casts.ts";
import { ControlBar } from "../../renderer/session/control-bar.tsx";
import { controlActions } from "../../renderer/session/control/control-actions.tsx";
import { controlWords } from "../../renderer/session/control-words.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { nowMs, renderAs } from "./support.tsx";

const token = { ...defaultModes.interactive, input_merge_mode: "token" } as const;

describe("the control bar of a presenter session", () => {
  it("says to each of them who has control and for how long", () => {
    const { session, ben, mia } = presented(nowMs);
    const untilMs = nowMs + 4.2 * 60_000;
    expect(controlWords(session.state, ben)).toEqual({
      tone: "mine",
      text: "You have control",
      detail: "4 people watch",
      untilMs,
    });
    const seen = { tone: "other", text: "Ben Okafor has control", holder: ben, untilMs };
    expect(controlWords(session.state, mia)).toEqual({ ...seen, detail: "Number 2 in the queue" });
    expect(controlWords(session.state, session.owner)).toEqual({ ...seen, detail: "Type to take it back." });
  });

  it("offers each of them what they most likely want", () => {
    const cast = presented(nowMs);
    const actions = (who: typeof cast.ben) => controlActions(cast.session.state, who);
    expect(actions(cast.session.owner)).toEqual(["reclaim", "hand"]);
    expect(actions(cast.ben)).toEqual(["return", "hand"]);
    expect(actions(cast.mia)).toEqual(["cancel"]);
    cast.session.happen({ type: "control.cancelled", request: 3, participant: cast.mia });
    expect(actions(cast.mia)).toEqual(["ask"]);
  });

  it("counts down, and takes control back for the owner by one click", async () => {
    const cast = presented(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <ControlBar phone={false} />);
    expect(screen.getByTestId("control").textContent).toMatch(/Ben Okafor has control4:1\d left/);
    fireEvent.click(screen.getByRole("button", { name: "Reclaim" }));
    await waitFor(() => expect(cast.session.state.control.holder).toBe(cast.session.owner));
    expect(client.called).toEqual([{ name: "control.reclaim", input: {} }]);
    await screen.findByText("You have control");
  });

  it("asks for control with what for and for how long, and refuses what is over the limit", async () => {
    const cast = presented(nowMs);
    cast.session.happen({ type: "control.cancelled", request: 3, participant: cast.mia }, 60_000);
    const { client } = renderAs(cast, cast.mia, <ControlBar phone={false} />);
    fireEvent.click(screen.getByRole("button", { name: "Ask for control" }));
    const dialog = await screen.findByRole("dialog", { name: "Ask for control" });
    fireEvent.change(within(dialog).getByLabelText("What for"), { target: { value: "Look at the replica" } });
    fireEvent.change(within(dialog).getByLabelText("Minutes"), { target: { value: "16" } });
    const ask = within(dialog).getByRole("button", { name: "Ask for control" });
    expect(ask).toHaveProperty("disabled", true);
    expect(within(dialog).getByRole("alert").textContent).toBe("A whole number from 1 to 15.");
    fireEvent.click(within(dialog).getByRole("button", { name: "5 minutes" }));
    fireEvent.click(ask);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(client.called).toEqual([
      { name: "control.request", input: { minutes: 5, reason: "Look at the replica" } },
    ]);
  });

  it("hands control to whom the owner picks, as an offer that waits", async () => {
    const cast = incident(nowMs, { mode: defaultModes.presenter });
    renderAs(cast, cast.session.owner, <ControlBar phone={false} />);
    fireEvent.click(screen.getByRole("button", { name: "Hand control" }));
    const dialog = await screen.findByRole("dialog", { name: "Hand control to somebody" });
    fireEvent.change(within(dialog).getByLabelText("To"), { target: { value: cast.mia } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Hand control over" }));
    await waitFor(() => expect(cast.session.state.control.offer?.to).toBe(cast.mia));
    expect(cast.session.state.control.holder).toBe(cast.session.owner);
  });

  it("offers nobody what the owner has switched off", () => {
    const mode = { ...defaultModes.presenter, allow_control_transfer: false };
    const { session, mia } = incident(nowMs, { mode });
    expect(controlActions(session.state, mia)).toEqual([]);
    expect(controlActions(session.state, session.owner)).toEqual([]);
  });
});

describe("the control bar elsewhere", () => {
  it("gives the token to whoever takes it while it is free", async () => {
    const cast = incident(nowMs, { mode: token });
    renderAs(cast, cast.ben, <ControlBar phone={false} />);
    fireEvent.click(screen.getByRole("button", { name: "Take the token" }));
    await screen.findByText("You have the token");
    expect(screen.getByRole("button", { name: "Let go of the token" })).toBeTruthy();
  });

  it("says that it is paused, by whom, and that a second person is missing", () => {
    const cast = incident(nowMs, {
      mode: defaultModes.presenter,
      fourEyes: { required: true, perCommand: false },
    });
    expect(controlWords(cast.session.state, cast.session.owner)).toMatchObject({
      tone: "free",
      text: "Waiting for a second person",
    });
    cast.session.happen({ type: "session.paused", by: cast.session.owner });
    renderAs(cast, cast.mia, <ControlBar phone={false} />);
    expect(screen.getByTestId("control").textContent).toMatch(/^Paused/);
    expect(screen.getByTestId("line").textContent).toMatch(/^Paused by Ana Souza/);
  });

  it("lets whoever has not typed for long ask to type again", async () => {
    const cast = incident(nowMs);
    cast.session.happen({ type: "input.lapsed", participant: cast.ben });
    renderAs(cast, cast.ben, <ControlBar phone={false} />);
    fireEvent.click(screen.getByRole("button", { name: "Ask to type again" }));
    await waitFor(() => expect(cast.session.state.participants[cast.ben]?.inputLapsed).toBe(false));
  });
});
