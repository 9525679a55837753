import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { type Presented, presented } from "../../renderer/fixtures/casts.ts";
import { ControlBar } from "../../renderer/session/control-bar.tsx";
import { controlActions } from "../../renderer/session/control/control-actions.tsx";
import type { ParticipantId } from "../../shared/base/ids.ts";
import { nowMs, renderAs } from "./support.tsx";

function offer(cast: Presented, by: ParticipantId, awaits: "owner" | "recipient") {
  cast.session.happen({
    type: "control.offered",
    offer: 1,
    to: cast.mia,
    by,
    awaits,
    untilMs: nowMs + 48_000,
    minutes: 5,
    autoReturn: true,
    practice: false,
  });
}

describe("an offer of control", () => {
  it("is seen pending by whoever made it, who withdraws it", async () => {
    const cast = presented(nowMs);
    offer(cast, cast.session.owner, "recipient");
    const { client } = renderAs(cast, cast.session.owner, <ControlBar phone={false} />);
    const pending = screen.getByRole("group", { name: "An offer of control" });
    expect(pending.textContent).toMatch(/^Offered to Mia0:4\d left/);
    fireEvent.click(within(pending).getByRole("button", { name: "Withdraw" }));
    await waitFor(() => expect(cast.session.state.control.offer).toBeNull());
    await waitFor(() => expect(screen.queryByTestId("offer-pending")).toBeNull());
    expect(client.called).toEqual([{ name: "control.withdraw", input: {} }]);
  });

  it("says to whoever hands on that the owner is asked first, and to the owner only asks", () => {
    const cast = presented(nowMs);
    offer(cast, cast.ben, "owner");
    const holder = renderAs(cast, cast.ben, <ControlBar phone={false} />);
    expect(screen.getByTestId("offer-pending").textContent).toContain("Offered to Mia if the owner agrees");
    holder.unmount();
    renderAs(cast, cast.session.owner, <ControlBar phone={false} />);
    expect(screen.queryByTestId("offer-pending")).toBeNull();
  });

  it("stands in the place of another until it is answered", () => {
    const cast = presented(nowMs);
    const actions = (who: ParticipantId) => controlActions(cast.session.state, who);
    offer(cast, cast.session.owner, "recipient");
    expect(actions(cast.session.owner)).toEqual(["reclaim"]);
    cast.session.happen({ type: "control.offer_ended", offer: 1, to: cast.mia, why: "declined" });
    expect(actions(cast.session.owner)).toEqual(["reclaim", "hand"]);
  });

  it("is nobody else's business in the bar", () => {
    const cast = presented(nowMs);
    offer(cast, cast.session.owner, "recipient");
    for (const who of [cast.ben, cast.mia, cast.cleo]) {
      const { unmount } = renderAs(cast, who, <ControlBar phone={false} />);
      expect(screen.queryByTestId("offer-pending")).toBeNull();
      unmount();
    }
  });
});
