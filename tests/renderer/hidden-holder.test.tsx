import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { presented } from "../../renderer/fixtures/casts.ts";
import { ControlBar } from "../../renderer/session/control-bar.tsx";
import { PeoplePanel } from "../../renderer/session/panel/people-panel.tsx";
import type { ParticipantId } from "../../shared/base/ids.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { createTestClock } from "../support/clock.ts";
import { follow } from "./moments.ts";
import { nowMs, renderAs } from "./support.tsx";

const hiding = () => presented(nowMs, { mode: { ...defaultModes.presenter, presenter_indicator: false } });

const region = (name: string) => within(screen.getByRole("region", { name }));
const rowsOf = (name: string) =>
  region(name)
    .queryAllByTestId("person")
    .map((row) => row.querySelector(".person__words")?.textContent);

describe("who has control, where the owner keeps it to themselves", () => {
  it("is not told by the list of people to those it is kept from", () => {
    const cast = hiding();
    renderAs(cast, cast.mia, <PeoplePanel />);
    expect(region("In control").queryByTestId("person")).toBeNull();
    expect(region("In control").getByText("Somebody. The owner does not show who.")).toBeTruthy();
    expect(rowsOf("Watching").slice(0, 3)).toEqual([
      "Ana SouzaOwner · watches",
      "Ben OkaforGuest · watches",
      "MiayouGuest · view only",
    ]);
  });

  it.each(["owner", "holder"] as const)("is shown to the %s as ever", (who) => {
    const cast = hiding();
    renderAs(cast, who === "owner" ? cast.session.owner : cast.ben, <PeoplePanel />);
    expect(rowsOf("In control")[0]).toContain("Ben Okafor");
  });

  it("is not given away by who types", () => {
    const cast = hiding();
    const clock = createTestClock(nowMs);
    const { client, model } = renderAs(cast, cast.mia, <ControlBar phone={false} />, clock);
    act(() => {
      client.glance(cast.ben);
      cast.session.happen({ type: "input.submitted", participant: cast.ben, kind: "key", bytes: 1 });
      clock.advance(100);
    });
    expect(model.store.getState().typing).toEqual([]);
    expect(screen.getByTestId("control").textContent).toBe("Somebody has control");
  });

  it("is told by no announcement and no line of the list", () => {
    const { session, ben, mia, cleo } = hiding();
    const { owner } = session;
    const hear = (who: ParticipantId) => follow(session, who);
    const [toOwner, toBen, toCleo] = [hear(owner), hear(ben), hear(cleo)];
    session.happen({
      type: "control.offered",
      offer: 1,
      to: mia,
      by: owner,
      awaits: "recipient",
      untilMs: nowMs + 60_000,
      minutes: 5,
      autoReturn: false,
      practice: false,
    });
    session.happen({
      type: "control.granted",
      to: mia,
      from: ben,
      by: owner,
      via: "offer",
      offer: 1,
      request: 3,
      untilMs: nowMs + 5 * 60_000,
      autoReturn: false,
      practice: false,
    });
    session.happen({ type: "participant.disconnected", participant: mia, untilMs: nowMs + 20_000 });
    session.happen({ type: "control.returned", from: mia, to: null, why: "time-up", practice: false });
    const somebody = ["Somebody has control now", "Nobody has control now"];
    expect(toCleo.spoken).toEqual(somebody);
    expect(toBen.spoken).toEqual(somebody);
    expect(toCleo.texts()).toEqual([
      "Somebody got control",
      "Guest (Mia) lost the line",
      "Nobody has control: time up",
    ]);
    expect(toOwner.spoken).toEqual([
      "Guest (Mia) has control now",
      "Guest (Mia), who has control, lost the line",
      "Nobody has control now",
    ]);
    expect(toOwner.texts().slice(0, 2)).toEqual([
      "Ana Souza offered control to Guest (Mia)",
      "Guest (Mia) got control for 5 min",
    ]);
  });

  it("is the owner's to show again, for everybody at once", async () => {
    const cast = hiding();
    renderAs(cast, cast.mia, <PeoplePanel />);
    act(() => {
      cast.session.happen({ type: "mode.changed", by: cast.session.owner, mode: defaultModes.presenter });
    });
    expect(await region("In control").findByText("Ben Okafor")).toBeTruthy();
  });
});
