// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";

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
  it("[D4] gives the owner's page four things and nothing else", async () => {
    const shell = await preloadAt("owner");
    expect(Object.keys(shell).sort()).toEqual(["join", "notify", "open", "platform"]);
  });

  it("[D4] gives a guest's page the link it was opened for, and no way to the host", async () => {
    const link = "https://tandem.example/j/LNK-AAAAAAAAAAAAAAAA#abc%20";
    const shell = await preloadAt("guest", `#join=${encodeURIComponent(link)}`);
    expect(Object.keys(shell).sort()).toEqual(["link", "notify", "platform"]);
    expect(shell["link"]).toBe(link);
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
