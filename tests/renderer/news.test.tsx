import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { incident, presented } from "../../renderer/fixtures/casts.ts";
import { SessionToaster } from "../../renderer/session/news/toasts.tsx";
import { useNotifications } from "../../renderer/session/news/use-notifications.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { nowMs, renderAs } from "./support.tsx";

const toaster = <SessionToaster phone={false} />;
const toasts = () => screen.queryAllByTestId("toast").map((each) => each.textContent);

describe("news over the edge of the screen", () => {
  it("tells who joined as it happens, and gathers those who join while it is shown", async () => {
    const cast = incident(nowMs);
    renderAs(cast, cast.session.owner, toaster);
    act(() => void cast.session.join("Noor", cast.view, 0));
    await waitFor(() => expect(toasts()).toEqual(["Guest (Noor) joined"]));
    act(() => {
      for (let i = 1; i <= 13; i++) cast.session.join(`Trainee ${i}`, cast.view, 0);
      cast.session.happen({ type: "participant.left", participant: cast.mia, why: "left" });
    });
    await waitFor(() =>
      expect(toasts().sort()).toEqual(["Guest (Mia) left", "Guests (Noor, Trainee 1 and 12 others) joined"]),
    );
  });

  it("is said by the live region, and by no other", async () => {
    const cast = incident(nowMs);
    renderAs(cast, cast.ben, toaster);
    act(() => void cast.session.join("Noor", cast.view, 0));
    expect((await screen.findByTestId("toast")).closest("[aria-hidden=true]")).not.toBeNull();
  });

  it("leaves an owner alone who asked not to be told", async () => {
    const mode = { ...defaultModes.view_only, notify_owner: false };
    const cast = incident(nowMs, { mode });
    const owner = renderAs(cast, cast.session.owner, toaster);
    await act(async () => {
      cast.session.join("Noor", cast.view, 0);
      await new Promise((resolve) => setTimeout(resolve, 30));
    });
    expect(toasts()).toEqual([]);
    owner.unmount();
    renderAs(cast, cast.mia, toaster);
    act(() => void cast.session.join("Pat", cast.view, 0));
    await waitFor(() => expect(toasts()).toEqual(["Guest (Pat) joined"]));
  });

  it("tells whoever asked for control that it was denied, with the word, or that it expired", async () => {
    const cast = presented(nowMs);
    const { owner } = cast.session;
    renderAs(cast, cast.mia, toaster);
    act(() => {
      cast.session.happen({
        type: "control.denied",
        request: 3,
        participant: cast.mia,
        by: owner,
        reason: "In a minute",
      });
      cast.session.happen({ type: "control.denied", request: 2, participant: cast.cleo, by: owner });
    });
    await waitFor(() => expect(toasts()).toEqual(["Your request for control was denied: In a minute"]));
    act(() => {
      cast.session.happen({ type: "control.requested", request: 4, participant: cast.mia, minutes: 5 });
      cast.session.happen({
        type: "control.expired",
        request: 4,
        participant: cast.mia,
        why: "mode-changed",
      });
    });
    await waitFor(() => expect(toasts()).toContain("Your request for control expired: the mode changed"));
  });
});

function Notifying() {
  useNotifications();
  return null;
}

describe("notifications of the system", () => {
  const notify = vi.fn<(title: string, body: string) => void>();
  afterEach(() => {
    notify.mockClear();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  function away(inView: boolean) {
    vi.stubGlobal("tandemShell", { platform: "linux", notify });
    vi.spyOn(document, "hasFocus").mockReturnValue(inView);
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("visible");
  }

  it("tell the owner who waits for them, while the window is not in view", () => {
    const cast = presented(nowMs);
    cast.session.happen({ type: "control.cancelled", request: 3, participant: cast.mia });
    away(false);
    renderAs(cast, cast.session.owner, <Notifying />);
    act(() => {
      cast.session.happen({
        type: "control.requested",
        request: 4,
        participant: cast.mia,
        minutes: 5,
        reason: "The replica lags",
      });
      cast.session.ask("Noor", cast.view, 60_000);
      cast.session.say(cast.mia, "@Ana Souza hello");
      cast.session.join("Pat", cast.view, 0);
    });
    expect(notify.mock.calls).toEqual([["prod-db-01", "Guest (Mia) asks for control: The replica lags"]]);
  });

  it("are not made while it is, nor for whoever answers nothing", () => {
    const cast = presented(nowMs);
    let request = 4;
    const askForControl = () =>
      cast.session.happen({
        type: "control.requested",
        request: request++,
        participant: cast.mia,
        minutes: 5,
      });
    away(true);
    renderAs(cast, cast.session.owner, <Notifying />);
    act(askForControl);
    away(false);
    renderAs(cast, cast.mia, <Notifying />);
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    act(askForControl);
    expect(notify).not.toHaveBeenCalled();
  });

  it("keep to what the app's door takes", () => {
    const title = "t".repeat(120);
    const cast = presented(nowMs, { title });
    cast.session.happen({ type: "control.cancelled", request: 3, participant: cast.mia });
    away(false);
    renderAs(cast, cast.session.owner, <Notifying />);
    const reason = "r".repeat(500);
    act(() =>
      cast.session.happen({
        type: "control.requested",
        request: 4,
        participant: cast.mia,
        minutes: 5,
        reason,
      }),
    );
    const [said] = notify.mock.calls;
    expect(said?.map((text: string) => text.length)).toEqual([120, 400]);
  });
});
