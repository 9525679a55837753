import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { fullHouse, incident } from "../../renderer/fixtures/casts.ts";
import { ChatPanel } from "../../renderer/session/panel/chat-panel.tsx";
import { refusals } from "../../shared/commands/refusals.ts";
import { SessionProvider } from "../../renderer/store/use-session.ts";
import { nowMs, renderAs, renderView } from "./support.tsx";

/** What messages are searched for, search by search: whom they mention. */
function searches(): readonly string[] {
  return matchAll.mock.calls.map(([pattern]) => (pattern instanceof RegExp ? pattern.source : pattern));
}
const matchAll = vi.spyOn(String.prototype, "matchAll");
beforeEach(() => void matchAll.mockClear());
afterAll(() => void matchAll.mockRestore());

function box(): HTMLTextAreaElement {
  const found = screen.getByRole("textbox", { name: "Message" });
  if (!(found instanceof HTMLTextAreaElement)) throw new Error("the message is written in a text area");
  return found;
}

function write(text: string): void {
  fireEvent.change(box(), { target: { value: text, selectionStart: text.length } });
}

describe("the chat", () => {
  it("marks a message that mentions me, and what it mentions", () => {
    const cast = incident(nowMs);
    const { container } = renderAs(cast, cast.session.owner, <ChatPanel />);
    expect([...container.querySelectorAll("mark")].map((each) => [each.textContent, each.className])).toEqual(
      [["@Ana Souza", "mention mention--me"]],
    );
    expect(container.querySelectorAll(".message--to-me")).toHaveLength(1);
  });

  it("sends on Enter, keeps a line break on Shift+Enter, and empties the box", async () => {
    const cast = incident(nowMs);
    const { client } = renderAs(cast, cast.mia, <ChatPanel />);
    write("two\nlines");
    fireEvent.keyDown(box(), { key: "Enter", shiftKey: true });
    expect(client.called).toEqual([]);
    fireEvent.keyDown(box(), { key: "Enter" });
    await waitFor(() => expect(box().value).toBe(""));
    expect(client.called).toEqual([{ name: "chat.send", input: { text: "two\nlines" } }]);
  });

  it("takes a message out of the box at once: Enter twice sends it once, and what is written on is another", async () => {
    const cast = incident(nowMs);
    const { client } = renderAs(cast, cast.mia, <ChatPanel />);
    const answer = client.hold();
    write("fail over?");
    for (const _time of [1, 2]) fireEvent.keyDown(box(), { key: "Enter" });
    expect(box().value).toBe("");
    write("or w");
    answer();
    await screen.findByText("fail over?");
    expect(client.called).toEqual([{ name: "chat.send", input: { text: "fail over?" } }]);
    expect(box().value).toBe("or w");
  });

  it("puts a message that was refused back, and says why", async () => {
    const cast = incident(nowMs);
    const { client, model } = renderAs(cast, cast.mia, <ChatPanel />);
    const answer = client.hold();
    write("fail over?");
    fireEvent.keyDown(box(), { key: "Enter" });
    expect(box().value).toBe("");
    answer("not-connected");
    await waitFor(() => expect(box().value).toBe("fail over?"));
    expect(model.store.getState().hint?.text).toBe(refusals["not-connected"]);
  });

  it("puts it before another that has been begun", async () => {
    const cast = incident(nowMs);
    const { client, model } = renderAs(cast, cast.mia, <ChatPanel />);
    const answer = client.hold();
    write("fail over?");
    fireEvent.keyDown(box(), { key: "Enter" });
    write("or w");
    answer("not-connected");
    await waitFor(() => expect(model.store.getState().hint?.text).toBe(refusals["not-connected"]));
    expect(box().value).toBe("fail over?\nor w");
  });

  it("keeps what is being written while something else is looked at", () => {
    const cast = incident(nowMs);
    const { model, unmount } = renderAs(cast, cast.mia, <ChatPanel />);
    write("half a mess");
    unmount();
    renderView(
      <SessionProvider value={model}>
        <ChatPanel />
      </SessionProvider>,
    );
    expect(box().value).toBe("half a mess");
  });

  it("leaves Enter to an input method that composes", () => {
    const cast = incident(nowMs);
    const { client } = renderAs(cast, cast.mia, <ChatPanel />);
    write("にほん");
    expect(fireEvent.keyDown(box(), { key: "Enter", isComposing: true })).toBe(true);
    expect(box().value).toBe("にほん");
    expect(client.called).toEqual([]);
  });

  it("completes a name with Enter first, then sends with the next", async () => {
    const cast = incident(nowMs);
    const { client } = renderAs(cast, cast.mia, <ChatPanel />);
    write("see @be");
    expect(screen.getAllByRole("option").map((each) => each.textContent)).toEqual(["BOBen Okafor"]);
    fireEvent.keyDown(box(), { key: "Enter" });
    expect(box().value).toBe("see @Ben Okafor ");
    fireEvent.keyDown(box(), { key: "Enter" });
    await waitFor(() => expect(client.called).toHaveLength(1));
    expect(client.called[0]?.input).toEqual({ text: "see @Ben Okafor" });
  });

  it("does not stop Enter where the name stands there whole", async () => {
    const cast = incident(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <ChatPanel />);
    write("hello @Mia");
    fireEvent.keyDown(box(), { key: "Enter" });
    await waitFor(() => expect(client.called).toHaveLength(1));
  });

  it("refuses control characters, and says why", () => {
    const cast = incident(nowMs);
    const { client } = renderAs(cast, cast.mia, <ChatPanel />);
    write("a\u001b[31mb");
    expect(screen.getByRole("alert").textContent).toBe("It contains characters that cannot be shown.");
    fireEvent.keyDown(box(), { key: "Enter" });
    expect(client.called).toEqual([]);
  });

  it("gives the rule instead of the box to whoever may not write", async () => {
    const cast = incident(nowMs);
    renderAs(cast, cast.mia, <ChatPanel />);
    cast.session.happen({
      type: "permission.changed",
      participant: cast.mia,
      by: cast.session.owner,
      permissions: { allow_chat: false },
    });
    await screen.findByText("The owner has switched chat off for you.");
    expect(screen.queryByRole("textbox")).toBeNull();
  });
});

describe("a long chat", () => {
  it("is cut anew only where something was written, whoever types meanwhile", async () => {
    const cast = fullHouse(nowMs);
    for (let i = 0; i < 50; i++) cast.session.say(cast.ben, `@Mia ${i}`);
    renderAs(cast, cast.session.owner, <ChatPanel />);
    const mentioning = cast.session.state.chat.filter(({ mentions }) => mentions.length > 0).length;
    expect(mentioning).toBeGreaterThan(49);
    expect(searches()).toHaveLength(mentioning);
    for (let i = 0; i < 20; i++) {
      cast.session.happen({ type: "input.submitted", participant: cast.ben, kind: "key", bytes: 1 });
      cast.session.happen({ type: "participant.active", participant: cast.mia });
    }
    cast.session.say(cast.ben, "@Mia done");
    await screen.findByText("done");
    expect(searches()).toHaveLength(mentioning + 1);
  });

  it("looks only for the names a message says it mentions, though three hundred are known", () => {
    const cast = incident(nowMs);
    for (let i = 0; i < 300; i++) cast.session.join(`Guest ${i}`, cast.view, 1_000);
    cast.session.say(cast.ben, `${"@".repeat(3_900)} @Mia`);
    renderAs(cast, cast.session.owner, <ChatPanel />);
    expect(searches().at(-1)).toContain("@(mia)");
  });
});
