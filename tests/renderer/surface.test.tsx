import "./drawable.ts";
import { readFileSync } from "node:fs";
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { Terminal } from "@xterm/xterm";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type Cast, incident } from "../../renderer/fixtures/casts.ts";
import { createKeyboard } from "../../renderer/session/surface/keyboard.ts";
import { Surface } from "../../renderer/session/surface/surface.tsx";
import { invariant } from "../../shared/base/assert.ts";
import type { ParticipantId } from "../../shared/base/ids.ts";
import type { Permissions } from "../../shared/events/terms.ts";
import { rules } from "../../shared/policy/rules.ts";
import { nowMs, renderAs } from "./support.tsx";

/** The screen as somebody sees it, with xterm's own terminal behind it. */
async function shown(cast: Cast, who: ParticipantId) {
  const rendered = renderAs(
    cast,
    who,
    <Surface keyboard={createKeyboard()} fontSize={14} onTitle={() => {}} />,
  );
  const element = screen.getByTestId("terminal");
  await waitFor(() => expect(element).toHaveProperty("terminal"));
  const terminal: unknown = Reflect.get(element, "terminal");
  invariant(terminal instanceof Terminal, "the surface gives its terminal to tests");
  const write = (text: string) =>
    act(() => new Promise<void>((resolve) => terminal.write(text, () => resolve())));
  return { ...rendered, element, terminal, write };
}

function permit(cast: Cast, participant: ParticipantId, permissions: Partial<Permissions>) {
  act(() =>
    cast.session.happen({ type: "permission.changed", participant, by: cast.session.owner, permissions }),
  );
}

describe("reading back while the session goes on", () => {
  it("says how many lines behind one is, and one click returns to live", async () => {
    const cast = incident(nowMs);
    const { terminal, write, model } = await shown(cast, cast.mia);
    await write("line\r\n".repeat(200));
    expect(screen.queryByRole("button", { name: /Return to live/ })).toBeNull();
    const { baseY } = terminal.buffer.active;
    // A line that is revealed stands a third down.
    act(() => model.screen.reveal(baseY - 40 + Math.floor(terminal.rows / 3)));
    expect(screen.getByRole("button", { name: "40 lines behind · Return to live" })).toBeTruthy();
    // What comes meanwhile moves the newest line away, not what is read.
    await write("line\r\n".repeat(5));
    fireEvent.click(screen.getByRole("button", { name: "45 lines behind · Return to live" }));
    expect(screen.queryByRole("button", { name: /Return to live/ })).toBeNull();
    expect(terminal.buffer.active.viewportY).toBe(terminal.buffer.active.baseY);
  });
});

/** What the page's own style sheet hides on paper. */
function hiddenInPrint(): (element: Element) => boolean {
  const style = document.createElement("style");
  style.textContent = readFileSync("renderer/session/surface/surface.css", "utf8");
  document.head.append(style);
  onTestFinished(() => style.remove());
  const printed = [...(style.sheet?.cssRules ?? [])].flatMap((rule) =>
    rule instanceof CSSMediaRule && rule.media.mediaText === "print" ? [...rule.cssRules] : [],
  );
  return (element) => {
    const matching = printed.filter(
      (rule): rule is CSSStyleRule => rule instanceof CSSStyleRule && element.matches(rule.selectorText),
    );
    return matching.at(-1)?.style.display === "none";
  };
}

describe("pictures of the screen", () => {
  it("leave it out on paper for whoever may make none, with a sentence in its place", async () => {
    const cast = incident(nowMs);
    const { element } = await shown(cast, cast.mia);
    const hidden = hiddenInPrint();
    const pane = element.closest(".surface__pane");
    invariant(pane !== null, "the terminal stands in the pane");
    expect(hidden(pane)).toBe(true);
    const sentence = screen.getByText(rules["no-picture-permission"]);
    expect(hidden(sentence)).toBe(false);
    permit(cast, cast.mia, { allow_screenshots: true });
    await waitFor(() => expect(hidden(pane)).toBe(false));
    expect(screen.queryByText(rules["no-picture-permission"])).toBeNull();
  });

  it("show it for the owner", async () => {
    const cast = incident(nowMs);
    await shown(cast, cast.session.owner);
    expect(screen.getByTestId("surface").hasAttribute("data-no-picture")).toBe(false);
  });
});

describe("the clipboard", () => {
  const clipboardData = { getData: () => "uptime" };

  it("is the policy's: what it refuses is refused with its own sentence", async () => {
    const cast = incident(nowMs);
    const { element, client, model } = await shown(cast, cast.ben);
    permit(cast, cast.ben, { allow_clipboard: false });
    fireEvent.paste(element, { clipboardData });
    expect(model.store.getState().hint?.text).toBe(rules["no-clipboard-permission"]);
    expect(fireEvent.copy(element), "the browser copies nothing").toBe(false);
    expect(client.called).toEqual([]);
  });

  it("pastes only what may be typed, and copies what may be copied", async () => {
    const cast = incident(nowMs);
    const { element, client, model } = await shown(cast, cast.mia);
    permit(cast, cast.mia, { allow_clipboard: true });
    expect(fireEvent.copy(element)).toBe(true);
    fireEvent.paste(element, { clipboardData });
    expect(model.store.getState().hint?.text).toBe(rules["no-input-permission"]);
    permit(cast, cast.mia, { allow_input: true });
    fireEvent.paste(element, { clipboardData });
    expect(client.called).toEqual([{ name: "input.paste", input: { text: "uptime" } }]);
  });
});

it("is given nothing of the session any more once it is gone from the page", async () => {
  const cast = incident(nowMs);
  const { terminal, unmount } = await shown(cast, cast.mia);
  const resize = (cols: number) => act(() => cast.session.happen({ type: "resized", cols, rows: 24 }));
  resize(90);
  await waitFor(() => expect(terminal.cols).toBe(90));
  unmount();
  const write = vi.spyOn(terminal, "write");
  resize(91);
  expect(write).not.toHaveBeenCalled();
});
