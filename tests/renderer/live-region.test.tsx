import { act, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { type Cast, incident, presented } from "../../renderer/fixtures/casts.ts";
import { LiveRegion } from "../../renderer/session/news/live-region.tsx";
import type { ParticipantId } from "../../shared/base/ids.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { createTestClock } from "../support/clock.ts";
import { nowMs, renderAs } from "./support.tsx";

function listening(cast: Cast, who: ParticipantId) {
  const clock = createTestClock(nowMs);
  const { client } = renderAs(cast, who, <LiveRegion />, clock);
  const region = screen.getByRole("log");
  return {
    client,
    region,
    heard: () => [...region.children].map((each) => each.textContent),
    pass: (ms: number) => act(() => clock.advance(ms)),
  };
}

describe("what a screen reader hears", () => {
  it("is every sentence of a batch, in order, each a line added to a region that was there before", () => {
    const cast = presented(nowMs);
    const { region, heard } = listening(cast, cast.mia);
    expect(region.getAttribute("aria-live")).toBe("polite");
    expect(heard()).toEqual([]);
    act(() => {
      const { owner } = cast.session;
      cast.session.happen({
        type: "control.expired",
        request: 3,
        participant: cast.mia,
        why: "mode-changed",
      });
      cast.session.happen({ type: "mode.changed", by: owner, mode: defaultModes.view_only });
      cast.session.say(owner, "@Mia one moment");
    });
    expect(heard()).toEqual([
      "Your request for control expired: the mode changed",
      "The session is view only now",
      "Ana Souza mentions you: @Mia one moment",
    ]);
  });

  it("keeps the lines that stand, so that only what is new is read, and lets go of old ones", () => {
    const cast = incident(nowMs);
    const { region, heard } = listening(cast, cast.mia);
    const say = (text: string) => act(() => cast.session.say(cast.ben, `@Mia ${text}`));
    say("again");
    const first = region.firstElementChild;
    say("again");
    expect(heard()).toEqual(Array(2).fill("Guest (Ben Okafor) mentions you: @Mia again"));
    expect(region.firstElementChild).toBe(first);
    for (let i = 0; i < 30; i++) say(`number ${i}`);
    expect(region.children).toHaveLength(12);
    expect(heard().at(-1)).toContain("number 29");
  });

  it("says of forty who join one thing, once no more come", () => {
    const cast = incident(nowMs);
    const { heard, pass } = listening(cast, cast.session.owner);
    for (let i = 1; i <= 40; i++) {
      act(() => void cast.session.join(`Trainee ${i}`, cast.view, 0));
      pass(100);
    }
    expect(heard()).toEqual([]);
    pass(1_500);
    expect(heard()).toEqual(["Guests (Trainee 1, Trainee 2 and 38 others) joined"]);
  });

  it("does not wait for ever while more come, and tells who left apart from who joined", () => {
    const cast = incident(nowMs);
    const { heard, pass } = listening(cast, cast.session.owner);
    for (let i = 1; i <= 7; i++) {
      act(() => void cast.session.join(`Trainee ${i}`, cast.view, 0));
      if (i === 2)
        act(() => cast.session.happen({ type: "participant.left", participant: cast.mia, why: "left" }));
      pass(1_000);
    }
    expect(heard()).toEqual(["Guests (Trainee 1, Trainee 2 and 4 others) joined", "Guest (Mia) left"]);
  });

  it("says that the line is lost, once, and that it is back", () => {
    const cast = incident(nowMs);
    const { client, heard } = listening(cast, cast.mia);
    const lost = { reason: "lost", message: "The line was lost." } as const;
    act(() => {
      client.setStatus({ name: "reconnecting", attempt: 1, nextInMs: 0, closing: lost });
      client.setStatus({ name: "reconnecting", attempt: 2, nextInMs: 500, closing: lost });
      client.setStatus({ name: "live", participant: cast.mia, carrier: "relay" });
    });
    expect(heard()).toEqual(["The line is lost. Reconnecting.", "The line is back."]);
  });
});
