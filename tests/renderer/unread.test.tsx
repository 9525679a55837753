import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { incident } from "../../renderer/fixtures/casts.ts";
import { ControlBar } from "../../renderer/session/control-bar.tsx";
import { SidePanel } from "../../renderer/session/panel/side-panel.tsx";
import { useUi } from "../../renderer/store/use-session.ts";
import { nowMs, renderAs } from "./support.tsx";

function Bars() {
  const panel = useUi((ui) => ui.panel);
  return (
    <>
      <ControlBar phone={false} />
      {panel !== undefined && <SidePanel tab={panel} />}
    </>
  );
}

let sessions = 0;
/** What was read is remembered by session: each test has its own. */
function seated() {
  sessions += 1;
  const cast = incident(nowMs, { seed: sessions });
  renderAs(cast, cast.session.owner, <Bars />);
  const chat = () => screen.getByRole("button", { name: /^Chat/ });
  const called = (name: string) => waitFor(() => expect(chat().getAttribute("aria-label")).toBe(name));
  return { cast, chat, called };
}

describe("what was written while the chat was closed", () => {
  it("is counted, but for what I wrote, and not what was there before I came", async () => {
    const { cast, chat, called } = seated();
    await called("Chat");
    act(() => {
      cast.session.say(cast.ben, "one");
      cast.session.say(cast.session.owner, "mine");
      cast.session.say(cast.mia, "two");
    });
    await called("Chat, 2 unread");
    expect(chat().textContent).toBe("2");
  });

  it("looks and is called otherwise where somebody mentions me", async () => {
    const { cast, chat, called } = seated();
    act(() => cast.session.say(cast.ben, "hello"));
    await called("Chat, 1 unread");
    expect(chat().querySelector(".count--mention")).toBeNull();
    act(() => cast.session.say(cast.ben, "@Ana Souza are you there?"));
    await called("Chat, 2 unread, 1 mentions you");
    expect(chat().querySelector(".count--mention")?.textContent).toBe("@");
  });

  it("is read once the chat is open, and counted on its tab while another one is", async () => {
    const { cast, chat, called } = seated();
    fireEvent.click(screen.getByRole("button", { name: "People" }));
    act(() => cast.session.say(cast.ben, "@Ana Souza look"));
    await screen.findByRole("tab", { name: "Chat, 1 unread, 1 mentions you" });
    fireEvent.click(chat());
    await called("Chat");
    act(() => cast.session.say(cast.ben, "and this"));
    await screen.findByText("and this");
    await called("Chat");
    expect(screen.getByRole("tab", { name: "Chat" })).toBeTruthy();
  });

  it("stays a badge's size when it is much", async () => {
    const { cast, chat, called } = seated();
    act(() => {
      for (let i = 0; i < 120; i++) cast.session.say(cast.ben, `message ${i}`);
    });
    await called("Chat, 120 unread");
    expect(chat().textContent).toBe("99+");
  });
});
