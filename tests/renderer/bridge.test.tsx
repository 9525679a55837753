import { render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { App } from "../../renderer/app.tsx";
import { findFace, openAddress } from "../../renderer/bridge.ts";
import type { GuestsWindow, OwnersWindow, TandemShell } from "../../renderer/bridge/shell.ts";
import { formatDeepLink, formatLinkUrl, type ShareLink } from "../../shared/channel/link-secret.ts";
import { linkIdSchema } from "../../shared/base/ids.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import "./support.tsx";

const crypto = createNativeCrypto();
const link: ShareLink = {
  origin: "http://192.0.2.7:8787",
  linkId: linkIdSchema.parse("LNK-ABCDEFGH23456722"),
  secret: new Uint8Array(16).fill(1),
  hostKeyHash: new Uint8Array(16).fill(2),
};

/** Stands for what the preload puts into an owner's or a guest's window, and writes down what it is asked for. */
function ownersWindow(asked: unknown[]): OwnersWindow {
  return {
    kind: "owner",
    open: (path) => asked.push(["open", path]),
    join: (url) => asked.push(["join", url]),
    notify: (...words) => asked.push(["notify", ...words]),
    openAddress: (url) => asked.push(["openAddress", url]),
  };
}
function guestsWindow(asked: unknown[], url: string): GuestsWindow {
  const { notify, openAddress } = ownersWindow(asked);
  return { kind: "guest", link: url, notify, openAddress };
}
const inWindow = (shell: TandemShell) => vi.stubGlobal("tandemShell", shell);

/** One for all: a page listens for what is pasted for as long as it is there. */
const asked: unknown[] = [];
beforeEach(() => {
  asked.length = 0;
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function paste(target: EventTarget, text: string): void {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  target.dispatchEvent(Object.assign(event, { clipboardData: { getData: () => text } }));
}

describe("an owner's window of the app", () => {
  it("is the owner's page, and its channels are ports of the shell", async () => {
    inWindow(ownersWindow(asked));
    const face = await findFace(crypto);
    if (face.name !== "owner") throw new Error(face.name);
    const opened = face.bridge.open("host");
    expect(asked).toEqual([["open", "host"]]);
    const { port1, port2 } = new MessageChannel();
    const arrived = Object.assign(new Event("message"), {
      source: window,
      data: { type: "tandem-port", path: "host" },
      ports: [port1],
    });
    window.dispatchEvent(arrived);
    const channel = await opened;
    expect(channel.ok && channel.value.send(utf8("hello"))).toBe("sent");
    port2.close();
  });

  it("opens a link that is pasted into it, as a page's or the app's, and leaves every other paste alone", async () => {
    inWindow(ownersWindow(asked));
    await findFace(crypto);
    paste(document.body, ` ${formatDeepLink(link)}\n`);
    expect(asked).toEqual([["join", formatLinkUrl(link)]]);
    const field = document.body.appendChild(document.createElement("input"));
    paste(field, formatLinkUrl(link));
    paste(document.body, "ls -la");
    field.remove();
    expect(asked).toHaveLength(1);
  });
});

describe("a guest's window of the app", () => {
  it.each([
    ["a page's link", formatLinkUrl(link)],
    ["a link of the app's own", formatDeepLink(link)],
  ])("joins by %s, at the signaling server that it names", async (_what, url) => {
    const dialled: string[] = [];
    class Refusing extends EventTarget {
      readonly readyState = 3;
      constructor(address: string) {
        super();
        dialled.push(address);
      }
      close() {}
    }
    vi.stubGlobal("WebSocket", Refusing);
    inWindow(guestsWindow(asked, url));
    expect(await findFace(crypto)).toEqual({ name: "guest", url });
    render(<App crypto={crypto} />);
    await vi.waitFor(() => expect(dialled).toEqual(["ws://192.0.2.7:8787/api/v1/guest"]));
    expect(asked).toEqual([]);
  });

  it("without a link says what a link looks like", async () => {
    inWindow(guestsWindow(asked, ""));
    render(<App crypto={crypto} />);
    expect(await screen.findByText(/This is not a Tandem link/)).toBeDefined();
  });
});

describe("a web address", () => {
  it("opens in the system's browser from the app's windows", () => {
    for (const shell of [ownersWindow(asked), guestsWindow(asked, "")]) {
      inWindow(shell);
      openAddress("https://example.org/a");
    }
    expect(asked).toEqual([
      ["openAddress", "https://example.org/a"],
      ["openAddress", "https://example.org/a"],
    ]);
  });

  it("opens in a browser as a tab that knows nothing of this page", () => {
    const open = vi.spyOn(window, "open").mockReturnValue(null);
    openAddress("http://example.org/");
    expect(open.mock.calls).toEqual([["http://example.org/", "_blank", "noopener,noreferrer"]]);
  });

  it.each(["javascript:alert(1)", "file:///etc/passwd", "tandem://join/x", "mailto:a@b.c", "nowhere"])(
    "that is none opens nothing: %s",
    (url) => {
      const open = vi.spyOn(window, "open").mockReturnValue(null);
      openAddress(url);
      inWindow(ownersWindow(asked));
      openAddress(url);
      expect(open).not.toHaveBeenCalled();
      expect(asked).toEqual([]);
    },
  );
});
