import { EventEmitter, once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessagePort } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startShell } from "../../electron/shell/shell.ts";
import {
  app,
  type BrowserWindow,
  ipcMain,
  recorded,
  resetElectron,
  safeStorage,
  session,
  type WebContents,
  world,
} from "../support/electron-stand-in.ts";

const link = "https://tandem.example/j/LNK-AAAAAAAAAAAAAAAA#AbC_-";
const deepLink = "tandem://join/tandem.example/j/LNK-AAAAAAAAAAAAAAAA#AbC_-";
/** A shared machine makes threads slow. */
const patience = { timeout: 15_000 };
const ordinaryArguments = process.argv;

let dist: string;
let data: string;
beforeEach(async () => {
  resetElectron();
  // Where there is a keyring, an identity is written, which may take longer than a test that is about something else.
  world.keyring = false;
  dist = await mkdtemp(join(tmpdir(), "tandem-shell-"));
  data = join(dist, "data");
  vi.stubEnv("TANDEM_DATA", data);
  await mkdir(join(dist, "engine"));
  await mkdir(join(dist, "renderer", "assets"), { recursive: true });
  await cp(fileURLToPath(new URL("engine-fixture.mjs", import.meta.url)), join(dist, "engine", "engine.js"));
  await writeFile(join(dist, "renderer", "index.html"), "<title>Tandem</title>");
  await writeFile(join(dist, "renderer", "assets", "page.js"), "export {};");
  await writeFile(join(dist, "secret.js"), "not for pages");
});
afterEach(async () => {
  process.argv = ordinaryArguments;
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await quit();
  await rm(dist, { recursive: true });
});

/** The app as it stands once it is ready, started with these arguments. */
async function start(...args: readonly string[]): Promise<void> {
  process.argv = ["tandem", ...args];
  startShell(dist);
  await vi.waitFor(() => expect(recorded.windows.length + recorded.quits).toBeGreaterThan(0), patience);
}

/** Plays the system's part of quitting, to its end: only an app that lets itself be quit leaves no process behind. */
async function quit(): Promise<void> {
  world.dialogAnswer = 0;
  const { quits } = recorded;
  let prevented = false;
  app.emit("before-quit", { preventDefault: () => (prevented = true) });
  if (prevented) await vi.waitFor(() => expect(recorded.quits).toBeGreaterThan(quits), patience);
}

function onlyWindow(): BrowserWindow {
  const [window, ...others] = recorded.windows;
  if (window === undefined || others.length > 0) throw new Error(`${recorded.windows.length} windows`);
  return window;
}

/** Knocks at the door as the main frame of a page; what came back is where `sent` shows it. */
function knock(contents: WebContents, message: unknown, frame: object = contents.mainFrame): void {
  ipcMain.emit("tandem", { sender: contents, senderFrame: frame }, message);
}

async function fetchPage(address: string): Promise<Response> {
  const handler = session.defaultSession.pageHandler;
  if (handler === undefined) throw new Error("no pages are served");
  return await handler(new Request(address));
}

describe("a window", () => {
  it("[D4] has a sandbox, an isolated preload, and nothing of Node", async () => {
    await start();
    expect(recorded.sandboxed).toBe(true);
    expect(onlyWindow().options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
    });
  });

  it("[D4] goes nowhere, opens nothing, embeds nothing", async () => {
    await start();
    const { webContents } = onlyWindow();
    for (const event of ["will-navigate", "will-frame-navigate", "will-redirect", "will-attach-webview"]) {
      const preventDefault = vi.fn<() => void>();
      webContents.emit(event, { preventDefault, url: "https://example.org/" });
      expect(preventDefault, event).toHaveBeenCalledOnce();
    }
    expect(webContents.windowOpen?.()).toEqual({ action: "deny" });
  });

  it.each([
    ["camera and microphone", "media", "tandem-app://owner/", false],
    ["the place", "geolocation", "tandem-app://owner/", false],
    ["reading the clipboard", "clipboard-read", "tandem-app://owner/", false],
    ["copying a link", "clipboard-sanitized-write", "tandem-app://owner/", true],
    ["copying, for a stranger", "clipboard-sanitized-write", "https://example.org/", false],
    ["the local network, for the owner", "local-network-access", "tandem-app://owner/", false],
    ["the local network, for a guest", "local-network-access", "tandem-app://guest/", true],
  ])("[D4] permissions: %s", async (_what, permission, requestingUrl, allowed) => {
    await start();
    const { requestPermission, checkPermission, allowDevice } = session.defaultSession;
    const decide = vi.fn<(allowed: boolean) => void>();
    requestPermission?.({}, permission, decide, { requestingUrl });
    expect(decide.mock.calls).toEqual([[allowed]]);
    expect(checkPermission?.({}, permission, requestingUrl)).toBe(allowed);
    expect(allowDevice?.()).toBe(false);
  });

  it("comes back when its page dies", async () => {
    await start();
    onlyWindow().webContents.emit("render-process-gone", {}, { reason: "crashed" });
    expect(onlyWindow().webContents.reloads).toBe(1);
  });
});

describe("pages", () => {
  it("are files of one folder, with a policy that lets the owner's talk to nobody", async () => {
    await start();
    const page = await fetchPage("tandem-app://owner/");
    expect(await page.text()).toBe("<title>Tandem</title>");
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-/);
    expect(policy.split("; ").find((each) => each.startsWith("connect-src"))).toBe("connect-src 'self'");
    const script = await fetchPage("tandem-app://guest/assets/page.js");
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(script.headers.get("content-security-policy")).toContain("wss:");
  });

  it.each([
    "tandem-app://owner/../secret.js",
    "tandem-app://owner/%2e%2e/secret.js",
    "tandem-app://owner/..%2fsecret.js",
    "tandem-app://owner/assets/..%2f..%2fsecret.js",
    "tandem-app://owner/%5c..%5csecret.js",
    "tandem-app://owner//etc/passwd",
    "tandem-app://owner/%",
    "tandem-app://owner/.hidden",
    "tandem-app://stranger/",
  ])("%s is none", async (address) => {
    await start();
    expect((await fetchPage(address)).status).toBe(404);
  });
});

describe("the door", () => {
  /** Catches the port that the main process sends to a page. */
  function portTo(contents: WebContents): Promise<MessagePort> {
    return new Promise((resolve) => {
      contents.mainFrame.postMessage = (...sent) => {
        const ports: unknown = sent[2];
        if (Array.isArray(ports) && ports[0] instanceof MessagePort) resolve(ports[0]);
      };
    });
  }

  it("connects the owner's page with the engine", async () => {
    await start();
    const { webContents } = onlyWindow();
    const port = portTo(webContents);
    knock(webContents, { type: "open", path: "host" });
    expect(await once(await port, "message")).toEqual(["host true"]);
  });

  it.each([
    ["a frame inside the page", (page: WebContents) => ({ ...page.mainFrame, parent: {} })],
    [
      "another site in our window",
      (page: WebContents) => ({ ...page.mainFrame, url: "https://example.org/" }),
    ],
    ["a page of ours that is not the window's own", (page: WebContents) => ({ ...page.mainFrame })],
  ])("[D4] is closed to %s", async (_who, frameOf) => {
    await start();
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { webContents } = onlyWindow();
    const sent = vi.spyOn(webContents.mainFrame, "postMessage");
    const frame = Object.assign(frameOf(webContents), { postMessage: sent });
    knock(webContents, { type: "open", path: "host" }, frame);
    knock(webContents, { type: "notify", title: "a", body: "b" }, frame);
    expect(sent).not.toHaveBeenCalled();
    expect(recorded.notifications).toEqual([]);
    expect(warned).toHaveBeenCalledTimes(2);
  });

  it("[D4] gives a guest's page no port and no windows, only notifications and the system's browser", async () => {
    await start(deepLink);
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const { webContents } = onlyWindow();
    const sent = vi.spyOn(webContents.mainFrame, "postMessage");
    knock(webContents, { type: "open", path: "host" });
    knock(webContents, { type: "join", link });
    knock(webContents, { type: "openAddress", url: "https://example.org/a" });
    knock(webContents, { type: "notify", title: "Ana", body: "hands over\u202e control" });
    expect(sent).not.toHaveBeenCalled();
    expect(recorded.windows).toHaveLength(1);
    expect(recorded.openedAddresses).toEqual(["https://example.org/a"]);
    expect(recorded.notifications.map((each) => each.options)).toEqual([
      { title: "Ana", body: "hands over  control" },
    ]);
  });

  it.each([
    undefined,
    "open",
    { type: "open" },
    { type: "open", path: "session/../host" },
    { type: "open", path: "session/SES-short" },
    { type: "join", link: "file:///etc/passwd" },
    { type: "join", link: "javascript:alert(1)" },
    { type: "openAddress", url: "file:///etc/passwd" },
    { type: "openAddress", url: "javascript:alert(1)" },
    { type: "openAddress", url: "tandem://join/x" },
    { type: "openAddress", url: "mailto:a@example.org?body=x" },
    { type: "openAddress", url: "\\\\server\\share" },
    { type: "openAddress", url: "smb://server/share" },
    { type: "openAddress", url: `https://example.org/${"a".repeat(2048)}` },
    { type: "openAddress", url: "example.org" },
    { type: "notify", title: "a".repeat(121), body: "" },
    { type: "quit" },
  ])("[D4] refuses %j", async (message) => {
    await start();
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const sent = vi.spyOn(onlyWindow().webContents.mainFrame, "postMessage");
    knock(onlyWindow().webContents, message);
    expect(warned).toHaveBeenCalledOnce();
    expect(sent).not.toHaveBeenCalled();
    expect(recorded.windows).toHaveLength(1);
    expect(recorded.openedAddresses).toEqual([]);
  });

  it("hands a web address to the system as a browser reads it", async () => {
    await start();
    for (const url of ["HTTPS://Example.ORG/a b", "http://раypal.com"]) {
      knock(onlyWindow().webContents, { type: "openAddress", url });
    }
    expect(recorded.openedAddresses).toEqual(["https://example.org/a%20b", "http://xn--ypal-43d9g.com/"]);
  });
});

describe("a link", () => {
  const guestPage = (of: string) => `tandem-app://guest/#join=${encodeURIComponent(of)}`;

  it("that starts the app opens a guest's window, and brings no arguments for the engine", async () => {
    await start(deepLink, "--lan");
    expect(onlyWindow().address).toBe(guestPage(deepLink));
    expect(recorded.engines[0]?.args).toEqual(["--data", data]);
    expect(recorded.protocolClients).toEqual(["tandem"]);
  });

  it("that reaches the running app opens a window, once", async () => {
    await start("--lan");
    expect(recorded.engines[0]?.args).toEqual(["--lan", "--data", data]);
    app.emit("second-instance", {}, ["tandem", deepLink]);
    app.emit("open-url", { preventDefault() {} }, deepLink);
    expect(recorded.windows.map((each) => each.address)).toEqual([
      "tandem-app://owner/",
      guestPage(deepLink),
    ]);
    expect(recorded.windows[1]?.focused).toBe(1);
  });

  it("that was pasted opens a window", async () => {
    await start();
    knock(onlyWindow().webContents, { type: "join", link });
    expect(recorded.windows[1]?.address).toBe(guestPage(link));
  });

  it.each(["tandem://settings/", "tandem://join/", `tandem://join/${"a".repeat(3000)}`, "tandem://join/a b"])(
    "that is none of ours opens nothing (%#)",
    async (other) => {
      await start();
      app.emit("open-url", { preventDefault() {} }, other);
      expect(recorded.windows).toHaveLength(1);
    },
  );
});

describe("the app", () => {
  it("leaves at once when it runs already", async () => {
    world.firstInstance = false;
    await start();
    expect(recorded.quits).toBe(1);
    expect(recorded.engines).toEqual([]);
  });

  it("comes to the front when it is started again", async () => {
    await start();
    app.emit("second-instance", {}, ["tandem"]);
    expect(onlyWindow().focused).toBe(1);
  });

  /** Resolves once the engine said how many sessions run, which the tray then shows. */
  const trayShows = (text: string) =>
    vi.waitFor(() => expect(recorded.trayMenus.at(-1)?.[0]?.label).toBe(text), patience);

  it("stays in the tray while sessions run without a window, and asks before it ends them", async () => {
    await start("with-sessions");
    await trayShows("Sessions running: 2. People waiting: 0.");
    app.emit("window-all-closed");
    expect(recorded.quits).toBe(0);

    world.dialogAnswer = 1;
    const cancelled = vi.fn<() => void>();
    app.emit("before-quit", { preventDefault: cancelled });
    await vi.waitFor(() => expect(recorded.dialogs).toHaveLength(1), patience);
    expect(cancelled).toHaveBeenCalledOnce();
    expect(recorded.quits).toBe(0);

    world.dialogAnswer = 0;
    const engine = recorded.engines[0] ?? new EventEmitter();
    const gone = once(engine, "exit");
    app.emit("before-quit", { preventDefault() {} });
    expect(await gone).toEqual([0]);
    await vi.waitFor(() => expect(recorded.quits).toBe(1), patience);
    const atLast = vi.fn<() => void>();
    app.emit("before-quit", { preventDefault: atLast });
    expect(atLast).not.toHaveBeenCalled();
  });

  it("leaves with its last window when nothing runs", async () => {
    await start("well");
    app.emit("window-all-closed");
    expect(recorded.quits).toBe(1);
  });

  it("tells when the engine died, and goes on", async () => {
    await start("die-at-once");
    await vi.waitFor(() => expect(recorded.notifications).toHaveLength(1), patience);
    expect(recorded.notifications[0]?.options.body).toContain("code 3");
    await vi.waitFor(() => expect(recorded.engines).toHaveLength(2), patience);
  });

  it("keeps a new identity before its host begins with it", async () => {
    world.keyring = true;
    await start("with-sessions");
    await trayShows("Sessions running: 2. People waiting: 0.");
    const sealed = await readFile(join(data, "identity.sealed"));
    expect(sealed.toString()).not.toContain("s".repeat(43));
    expect(recorded.dialogs).toEqual([]);
  });

  it("says so and ends where its identity cannot be opened, and makes no other", async () => {
    await mkdir(data, { recursive: true });
    await writeFile(join(data, "identity.sealed"), "sealed elsewhere");
    vi.spyOn(safeStorage, "decryptStringAsync").mockRejectedValue(new Error("no keyring answers"));
    await start("well");
    await vi.waitFor(() => expect(recorded.dialogs).toHaveLength(1), patience);
    expect(recorded.dialogs[0]?.message).toBe("Tandem cannot open its identity");
    expect(recorded.quits).toBe(1);
    expect(await readdir(data)).toEqual(["identity.sealed"]);
  });

  it("works on the command line's folder, also on one it is told", async () => {
    await start("--data", join(dist, "other"));
    expect(recorded.engines[0]?.args.slice(-2)).toEqual(["--data", join(dist, "other")]);
  });
});
