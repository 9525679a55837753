import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createFakeHost } from "../../renderer/fixtures/fake-host.ts";
import { StartPanel } from "../../renderer/home/start-panel.tsx";
import { pageClock } from "../../renderer/platform.ts";
import { createHostModel } from "../../renderer/store/host-model.ts";
import type { SessionId } from "../../shared/base/ids.ts";
import { nowMs, renderView } from "./support.tsx";

function panel() {
  const model = createHostModel(createFakeHost({ nowMs }), pageClock);
  onTestFinished(() => model.dispose());
  const start = vi.spyOn(model, "start");
  const onStarted = vi.fn<(session: SessionId) => void>();
  renderView(<StartPanel model={model} disabled={false} onStarted={onStarted} />);
  fireEvent.click(screen.getByRole("button", { name: "Options" }));
  return { start, onStarted };
}

const write = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe("starting a training", () => {
  it("asks for who learns, only there, and sends their names", async () => {
    const { start, onStarted } = panel();
    expect(screen.queryByLabelText("Trainees")).toBeNull();
    fireEvent.click(screen.getByRole("radio", { name: "Training" }));
    write("Topic", "Lock waits");
    write("Trainees", "Mia, Ben Okafor");
    fireEvent.click(screen.getByTestId("start"));
    await waitFor(() => expect(onStarted).toHaveBeenCalledTimes(1));
    expect(start.mock.calls[0]?.[0]).toMatchObject({
      type: "training",
      training: { topic: "Lock waits", trainees: ["Mia", "Ben Okafor"] },
    });
  });

  it("names the name that is none, and starts nothing", () => {
    const { start } = panel();
    fireEvent.click(screen.getByRole("radio", { name: "Training" }));
    write("Trainees", `Mia, ${"x".repeat(61)}`);
    fireEvent.click(screen.getByTestId("start"));
    expect(screen.getByRole("alert").textContent).toMatch(/^“x+” is no name: at most 60 characters\.$/);
    expect(start).not.toHaveBeenCalled();
  });
});
