import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { incident, queueing } from "../../renderer/fixtures/casts.ts";
import { LineDock } from "../../renderer/session/control/line-dock.tsx";
import { refusals } from "../../shared/commands/refusals.ts";
import { nowMs, renderAs } from "./support.tsx";

describe("the queue of lines", () => {
  it("is not there in any other mode", () => {
    const cast = incident(nowMs);
    renderAs(cast, cast.session.owner, <LineDock />);
    expect(screen.queryByRole("region", { name: "Lines" })).toBeNull();
  });

  it("shows what runs and what waits, and says where the end of a line is a guess", () => {
    const cast = queueing(nowMs);
    renderAs(cast, cast.mia, <LineDock />);
    const rows = screen.getAllByRole("listitem").map((each) => each.textContent);
    expect(rows[0]).toContain("running · when it ends is a guess");
    expect(rows[1]).toContain("systemctl restart billingnext");
    expect(screen.queryByRole("button", { name: "Interrupt it with Ctrl-C" })).toBeNull();
    expect(screen.getByLabelText("Line to queue")).toHaveProperty("disabled", true);
  });

  it("queues a line by Enter, and brings it back by the arrow keys", async () => {
    const cast = queueing(nowMs);
    const { client } = renderAs(cast, cast.ben, <LineDock />);
    const input = screen.getByLabelText("Line to queue");
    fireEvent.change(input, { target: { value: "uptime" } });
    fireEvent.submit(input);
    await screen.findByText("uptime");
    expect(client.called).toEqual([{ name: "line.submit", input: { text: "uptime" } }]);
    expect(input).toHaveProperty("value", "");
    fireEvent.keyDown(input, { key: "ArrowUp" });
    expect(input).toHaveProperty("value", "uptime");
  });

  it("lets the owner skip, jump and take over, and its author take a line out", async () => {
    const cast = queueing(nowMs);
    const owner = renderAs(cast, cast.session.owner, <LineDock />);
    fireEvent.click(screen.getByRole("button", { name: "Run it next" }));
    await waitFor(() => expect(cast.session.state.lines.queue[0]?.line).toBe(3));
    fireEvent.click(screen.getByRole("button", { name: "Wait for it no longer" }));
    await waitFor(() => expect(cast.session.state.lines.running?.line).toBe(3));
    fireEvent.click(screen.getByRole("button", { name: "Type directly into the screen" }));
    await screen.findByText("You type directly into the screen. The queue waits.");
    expect(owner.client.called.map((each) => each.name)).toEqual(["line.jump", "line.skip", "line.open"]);
  });

  it("shows a command that runs for long as such, and what the owner can do about it", () => {
    const cast = queueing(nowMs, 75_000);
    renderAs(cast, cast.session.owner, <LineDock />);
    const [running] = screen.getAllByRole("listitem");
    expect(running?.textContent).toContain("still running, 1 min");
    expect(running?.className).toContain("queued-line--stuck");
    expect(screen.getByRole("button", { name: "Wait for it no longer" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Interrupt it with Ctrl-C" })).toBeTruthy();
  });

  it("does not call a command stuck before twenty seconds", () => {
    const cast = queueing(nowMs, 15_000);
    renderAs(cast, cast.session.owner, <LineDock />);
    const [running] = screen.getAllByRole("listitem");
    expect(running?.textContent).toContain("running · when it ends is a guess");
    expect(running?.className).not.toContain("queued-line--stuck");
  });
});

const box = (): HTMLInputElement => {
  const found = screen.getByLabelText("Line to queue");
  if (!(found instanceof HTMLInputElement)) throw new Error("a line is written in a line");
  return found;
};
const write = (value: string) => fireEvent.change(box(), { target: { value } });

describe("a line that is being written", () => {
  const press = (key: string, isComposing = false) => fireEvent.keyDown(box(), { key, isComposing });

  it("stays where there is none before it to bring back", () => {
    const cast = queueing(nowMs);
    renderAs(cast, cast.ben, <LineDock />);
    write("uptim");
    for (const key of ["ArrowUp", "ArrowDown"]) {
      press(key);
      expect(box().value, key).toBe("uptim");
    }
  });

  it("comes back after the lines before it", async () => {
    const cast = queueing(nowMs);
    renderAs(cast, cast.ben, <LineDock />);
    for (const line of ["uptime", "free"]) {
      write(line);
      fireEvent.submit(box());
      await screen.findByText(line);
    }
    write("df -");
    const walked = ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown"].map((key) => {
      press(key);
      return box().value;
    });
    expect(walked).toEqual(["free", "uptime", "uptime", "free", "df -", "df -"]);
  });

  it("is the input method's while it composes: the arrow keys pick among its words", async () => {
    const cast = queueing(nowMs);
    renderAs(cast, cast.ben, <LineDock />);
    write("uptime");
    fireEvent.submit(box());
    await screen.findByText("uptime");
    write("にほn");
    expect(press("ArrowUp", true), "left to the input method").toBe(true);
    expect(box().value).toBe("にほn");
  });

  it("is out of the box at once, and what is written meanwhile stays and can be queued too", async () => {
    const cast = queueing(nowMs);
    const { client } = renderAs(cast, cast.ben, <LineDock />);
    const release = client.hold();
    for (const line of ["uptime", "free"]) {
      write(line);
      fireEvent.click(screen.getByRole("button", { name: "Queue" }));
      expect(box().value).toBe("");
    }
    write("df -");
    release();
    await screen.findByText("free");
    expect(client.called.map((each) => each.input)).toEqual([{ text: "uptime" }, { text: "free" }]);
    expect(box().value).toBe("df -");
  });

  it("is back in the box where it was refused", async () => {
    const cast = queueing(nowMs);
    const { client, model } = renderAs(cast, cast.ben, <LineDock />);
    const answer = client.hold();
    write("uptime");
    fireEvent.submit(box());
    expect(box().value).toBe("");
    answer("queue-full");
    await waitFor(() => expect(box().value).toBe("uptime"));
    expect(model.store.getState().hint?.text).toBe(refusals["queue-full"]);
  });

  it("does not come over another one where it was refused, and the arrow keys bring it back", async () => {
    const cast = queueing(nowMs);
    const { client, model } = renderAs(cast, cast.ben, <LineDock />);
    const answer = client.hold();
    write("uptime");
    fireEvent.submit(box());
    write("df -");
    answer("queue-full");
    await waitFor(() => expect(model.store.getState().hint?.text).toBe(refusals["queue-full"]));
    expect(box().value).toBe("df -");
    press("ArrowUp");
    expect(box().value).toBe("uptime");
  });
});

describe("Ctrl-C where a line is written", () => {
  const ctrlC = () => fireEvent.keyDown(box(), { key: "c", ctrlKey: true });

  it("interrupts the command that runs, for its author", async () => {
    const cast = queueing(nowMs);
    const { client } = renderAs(cast, cast.ben, <LineDock />);
    write("uptime");
    expect(ctrlC(), "the browser has nothing to do").toBe(false);
    await waitFor(() => expect(client.called).toEqual([{ name: "line.interrupt", input: {} }]));
    expect(box().value).toBe("uptime");
  });

  it("copies where something is selected", () => {
    const cast = queueing(nowMs);
    const { client } = renderAs(cast, cast.ben, <LineDock />);
    write("uptime");
    box().setSelectionRange(0, 6);
    expect(ctrlC()).toBe(true);
    expect(client.called).toEqual([]);
  });

  it("is left alone for whose command it is not, and always is the owner's", async () => {
    const cast = queueing(nowMs);
    cast.session.happen({
      type: "permission.changed",
      participant: cast.mia,
      by: cast.session.owner,
      permissions: { allow_input: true },
    });
    const guest = renderAs(cast, cast.mia, <LineDock />);
    expect(ctrlC()).toBe(true);
    expect(guest.client.called).toEqual([]);
    guest.unmount();
    const owner = renderAs(cast, cast.session.owner, <LineDock />);
    expect(ctrlC()).toBe(false);
    await waitFor(() => expect(owner.client.called).toEqual([{ name: "line.interrupt", input: {} }]));
  });
});
