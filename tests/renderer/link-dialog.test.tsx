import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { LinkDialog } from "../../renderer/session/surface/link-dialog.tsx";
import { linkParts } from "../../renderer/session/surface/link-parts.ts";
import { renderView } from "./support.tsx";

describe("a link of the screen", () => {
  it.each([
    ["https://example.org/a?b=c#d", ["https://", "example.org", "/a?b=c#d"]],
    ["HTTP://Example.ORG:8080", ["http://", "example.org:8080", "/"]],
    ["https://аpple.com/sign-in", ["https://", "xn--pple-43d.com", "/sign-in"]],
    ["https://example.org\u2044login.evil.test/", ["https://", "example.xn--orglogin-g03d.evil.test", "/"]],
    ["https://bank.example@evil.test/x", ["https://bank.example@", "evil.test", "/x"]],
    ["https://a:b@evil.test/x@y", ["https://a:b@", "evil.test", "/x@y"]],
    ["https://example.org/\u202egpj.exe", ["https://", "example.org", "/%E2%80%AEgpj.exe"]],
    ["javascript:alert(1)", undefined],
    ["file:///etc/passwd", undefined],
    ["nowhere", undefined],
  ] as const)("is taken apart as a browser understands it: %s", (address, expected) => {
    const parts = linkParts(address);
    expect(parts === undefined ? undefined : [parts.before, parts.host, parts.after]).toEqual(expected);
    if (parts !== undefined) expect(parts.before + parts.host + parts.after).toBe(parts.href);
  });

  it("is shown as where it leads, the host by itself, before anything is opened", () => {
    renderView(<LinkDialog address="https://раypal.com/Ünicode pay" onClose={() => {}} />);
    const shown = screen.getByTestId("link-address");
    expect(shown.textContent).toBe("https://xn--ypal-43d9g.com/%C3%9Cnicode%20pay");
    expect(shown.querySelector("strong")?.textContent).toBe("xn--ypal-43d9g.com");
    expect(screen.getByRole("link", { name: "Open" }).getAttribute("href")).toBe(shown.textContent);
  });

  it("is opened as it was shown, by whatever opens addresses outside of the page", () => {
    const open = vi.spyOn(window, "open").mockReturnValue(null);
    const onClose = vi.fn<() => void>();
    renderView(<LinkDialog address="https://раypal.com" onClose={onClose} />);
    expect(fireEvent.click(screen.getByRole("link", { name: "Open" })), "not by the page itself").toBe(false);
    expect(open.mock.calls).toEqual([["https://xn--ypal-43d9g.com/", "_blank", "noopener,noreferrer"]]);
    expect(onClose).toHaveBeenCalledTimes(1);
    open.mockRestore();
  });
});
