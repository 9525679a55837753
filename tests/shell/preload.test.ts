// @vitest-environment jsdom
import { beforeEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import type { Exposed } from "../../electron/shell/preload.ts";
import type { GuestsWindow, OwnersWindow, TandemShell } from "../../renderer/bridge/shell.ts";

/** What the preload puts into a page at this address. */
async function preloadAt(host: string, hash = ""): Promise<Record<string, unknown>> {
  vi.resetModules();
  const standIn = await import("../support/electron-stand-in.ts");
  vi.stubGlobal("location", { host, hash, origin: `tandem-app://${host}` });
  await import("../../electron/shell/preload.ts");
  const shell = standIn.exposed["tandemShell"];
  if (typeof shell !== "object" || shell === null) throw new Error("nothing was exposed");
  return { ...shell };
}

beforeEach(() => vi.unstubAllGlobals());

describe("the preload", () => {
  it("gives pages what they believe to find", () => {
    // Checked by the compiler: the page's types and the preload's cannot import each other.
    expectTypeOf<Exposed>().toExtend<TandemShell>();
    expectTypeOf<Extract<Exposed, { kind: "owner" }>>().toExtend<OwnersWindow>();
    expectTypeOf<Extract<Exposed, { kind: "guest" }>>().toExtend<GuestsWindow>();
  });

  it("[D4] gives the owner's page four deeds and nothing else, each a request at the door", async () => {
    const shell = await preloadAt("owner");
    const keys: readonly (keyof OwnersWindow)[] = ["join", "kind", "notify", "open", "openAddress"];
    expect(Object.keys(shell).sort()).toEqual(keys);
    expect(shell["kind"]).toBe("owner");
    const { ipcRenderer } = await import("../support/electron-stand-in.ts");
    for (const [deed, ...words] of [
      ["open", "host"],
      ["join", "a link"],
      ["openAddress", "https://example.org/"],
      ["notify", "a title", "a body"],
    ] as const) {
      const act = shell[deed];
      if (typeof act !== "function") throw new Error(deed);
      Reflect.apply(act, undefined, words);
    }
    expect(ipcRenderer.sent).toEqual([
      ["tandem", { type: "open", path: "host" }],
      ["tandem", { type: "join", link: "a link" }],
      ["tandem", { type: "openAddress", url: "https://example.org/" }],
      ["tandem", { type: "notify", title: "a title", body: "a body" }],
    ]);
  });

  it("[D4] gives a guest's page the link it was opened for, and no way to the host", async () => {
    const link = "https://tandem.example/j/LNK-AAAAAAAAAAAAAAAA#abc%20";
    const shell = await preloadAt("guest", `#join=${encodeURIComponent(link)}`);
    const keys: readonly (keyof GuestsWindow)[] = ["kind", "link", "notify", "openAddress"];
    expect(Object.keys(shell).sort()).toEqual(keys);
    expect(shell).toMatchObject({ kind: "guest", link });
    expect(await preloadAt("guest")).toMatchObject({ kind: "guest", link: "" });
  });

  it("hands a port on to its own window, under the path it was asked for", async () => {
    await preloadAt("owner");
    const standIn = await import("../support/electron-stand-in.ts");
    const posted = vi.spyOn(window, "postMessage").mockImplementation(() => {});
    const { port1 } = new MessageChannel();
    standIn.ipcRenderer.emit("tandem-port", { ports: [port1] }, { path: "host" });
    expect(posted.mock.calls).toEqual([
      [{ type: "tandem-port", path: "host" }, "tandem-app://owner", [port1]],
    ]);
    port1.close();
  });
});
