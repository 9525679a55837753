import "./drawable.ts";
import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { offering, presented } from "../../renderer/fixtures/casts.ts";
import { SessionView } from "../../renderer/session/session-view.tsx";
import { createTestClock } from "../support/clock.ts";
import { nowMs, renderAs } from "./support.tsx";

/** A window so wide, px. */
function windowOf(width: number) {
  vi.spyOn(window, "matchMedia").mockImplementation((media) => {
    const [, bound, limit] = /\((min|max)-width: (\d+)px\)/.exec(media) ?? [];
    const matches =
      bound === undefined || (bound === "min" ? width >= Number(limit) : width <= Number(limit));
    return Object.assign(new EventTarget(), {
      matches,
      media,
      onchange: null,
      addListener() {},
      removeListener() {},
    });
  });
}
afterEach(() => void vi.restoreAllMocks());

describe("a session's window", () => {
  it("tells what happens to the ear at once, gathered where it is many, and to the eye", async () => {
    windowOf(1280);
    const cast = presented(nowMs);
    const clock = createTestClock(nowMs);
    renderAs(cast, cast.mia, <SessionView />, clock);
    act(() => {
      cast.session.happen({
        type: "control.denied",
        request: 3,
        participant: cast.mia,
        by: cast.session.owner,
      });
      cast.session.join("Noor", cast.view, 0);
      cast.session.join("Pat", cast.view, 0);
      clock.advance(2_000);
    });
    expect([...screen.getByRole("log").children].map((each) => each.textContent)).toEqual([
      "Your request for control was denied",
      "Guests (Noor and Pat) joined",
    ]);
    await waitFor(() =>
      expect(
        screen
          .getAllByTestId("toast")
          .map((each) => each.textContent)
          .sort(),
      ).toEqual(["Guests (Noor and Pat) joined", "Your request for control was denied"]),
    );
  });

  it.each([
    [1280, true],
    [1024, false],
    [390, false],
  ])("shows an offer of mine where there is room, and never twice: %i px", (width, inTheBar) => {
    windowOf(width);
    const cast = offering(nowMs);
    renderAs(cast, cast.session.owner, <SessionView />);
    expect(screen.getAllByTestId("offer-pending")).toHaveLength(1);
    const bar = within(screen.getByTestId("control-bar"));
    expect(bar.queryByTestId("offer-pending") !== null).toBe(inTheBar);
  });
});
