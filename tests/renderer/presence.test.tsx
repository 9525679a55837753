import { act, render, screen } from "@testing-library/react";
import { Tooltip } from "radix-ui";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { incident } from "../../renderer/fixtures/casts.ts";
import { pageClock } from "../../renderer/platform.ts";
import { IdleWarning } from "../../renderer/session/presence/idle-warning.tsx";
import { usePresence } from "../../renderer/session/presence/use-presence.ts";
import { createSessionModel } from "../../renderer/store/session-model.ts";
import { SessionProvider } from "../../renderer/store/use-session.ts";
import "./support.tsx";

const minute = 60_000;

function Here() {
  usePresence();
  return <IdleWarning />;
}

function seated() {
  const cast = incident(Date.now());
  const client = cast.session.client(cast.mia);
  const model = createSessionModel({ client, clock: pageClock });
  render(
    <Tooltip.Provider>
      <SessionProvider value={model}>
        <Here />
      </SessionProvider>
    </Tooltip.Provider>,
  );
  const told = () => client.called.map((each) => [each.name, each.input]);
  return { cast, client, told };
}

function see(state: "visible" | "hidden") {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe("being there", () => {
  beforeEach(() =>
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    }),
  );
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("is told once the page was hidden for half a minute, and at once when it is back", async () => {
    const { told } = seated();
    see("hidden");
    await pass(29_000);
    expect(told()).toEqual([]);
    await pass(1_500);
    expect(told()).toEqual([["presence.view", { inView: false }]]);
    see("visible");
    expect(told()).toEqual([
      ["presence.view", { inView: false }],
      ["presence.view", { inView: true }],
    ]);
  });

  it("is not told for a glance elsewhere", async () => {
    const { told } = seated();
    see("hidden");
    await pass(10_000);
    see("visible");
    await pass(60_000);
    expect(told()).toEqual([]);
  });

  it("is told at most every five minutes, however much is done", async () => {
    const { told } = seated();
    for (let i = 0; i < 12; i++) {
      await pass(minute);
      window.dispatchEvent(new Event("pointermove"));
      window.dispatchEvent(new Event("keydown"));
    }
    expect(told()).toEqual([
      ["presence.active", {}],
      ["presence.active", {}],
    ]);
  });

  it("is asked about two minutes before an idle person is disconnected, and an answer is enough", async () => {
    const { told } = seated();
    // Joined half an hour before.
    expect(screen.queryByTestId("idle")).toBeNull();
    await pass(3 * minute);
    expect(screen.getByTestId("idle").textContent).toContain("You are disconnected in 1:");
    act(() => screen.getByRole("button", { name: "I am here" }).click());
    expect(told()).toEqual([["presence.active", {}]]);
  });
});
