import { fireEvent, render, screen } from "@testing-library/react";
import { Tooltip } from "radix-ui";
import type { ReactElement } from "react";
import type { Cast } from "../../renderer/fixtures/casts.ts";
import { createFakeHost } from "../../renderer/fixtures/fake-host.ts";
import { pageClock } from "../../renderer/platform.ts";
import { Dialogs } from "../../renderer/session/dialogs/dialogs.tsx";
import { createSessionModel } from "../../renderer/store/session-model.ts";
import { SessionProvider } from "../../renderer/store/use-session.ts";
import type { ParticipantId } from "../../shared/base/ids.ts";
import type { Clock } from "../../shared/base/ports.ts";

/** When the file that runs began: what counts down has not begun to. */
export let nowMs = Date.now();
export function beginFile(): void {
  nowMs = Date.now();
}

// What Radix measures, and jsdom does not have.
class NoResizes {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= NoResizes;
window.matchMedia ??= (media) =>
  Object.assign(new EventTarget(), {
    matches: true,
    media,
    onchange: null,
    addListener() {},
    removeListener() {},
  });
Element.prototype.scrollTo ??= () => {};
Element.prototype.scrollIntoView ??= () => {};
Element.prototype.setPointerCapture ??= () => {};
Element.prototype.hasPointerCapture ??= () => false;

const opened: { dispose(): void }[] = [];

/** After each test: what was opened to be looked at. */
export function closeOpened(): void {
  for (const each of opened.splice(0)) each.dispose();
}

/** A view inside a session, as somebody of it sees it. The host is the owner's alone. */
export function renderAs(cast: Cast, who: ParticipantId, view: ReactElement, clock: Clock = pageClock) {
  const client = cast.session.client(who);
  const host = createFakeHost({ nowMs, session: cast.session });
  const owner = who === cast.session.owner ? { host } : {};
  const model = createSessionModel({ client, clock, ...owner });
  opened.push(model);
  const rendered = render(
    <Tooltip.Provider>
      <SessionProvider value={model}>
        {view}
        <Dialogs />
      </SessionProvider>
    </Tooltip.Provider>,
  );
  return { ...rendered, client, host, model };
}

/** Opens a menu by keyboard and picks an item of it. */
export async function pick(menu: string, item: string, role = "menuitem") {
  fireEvent.keyDown(screen.getByRole("button", { name: menu }), { key: "Enter" });
  fireEvent.click(await screen.findByRole(role, { name: item }));
}

export function renderView(view: ReactElement) {
  return render(<Tooltip.Provider>{view}</Tooltip.Provider>);
}
