import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessagePort } from "node:worker_threads";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { listRecordings } from "../../electron/engine/recorder/list.ts";
import { systemClock } from "../../electron/engine/ports.ts";
import { startShell } from "../../electron/shell/shell.ts";
import { createHostLine } from "../../renderer/store/host-line.ts";
import { createHostModel } from "../../renderer/store/host-model.ts";
import { messagePortChannel } from "../../shared/channel/adapters/message-port.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import { createHostClient, type HostClient } from "../../shared/client/host-client.ts";
import { neverReconnect, patientReconnect } from "../../shared/client/reconnect.ts";
import { createSessionClient } from "../../shared/client/session-client.ts";
import { ok } from "../../shared/base/result.ts";
import { app, ipcMain, recorded, resetElectron, world } from "../support/electron-stand-in.ts";
import { installation } from "../support/tandem.ts";
import { forkEngine } from "./fork-engine.ts";

// The shell as it is, the engine's real entry in a process of its own, and real ports between the page and it: all but
// Electron.

/** A shared machine makes processes slow. */
const patience = { timeout: 15_000 };
const ordinaryArguments = process.argv;
let dist: string;
let data: string;
beforeEach(async () => {
  resetElectron();
  world.fork = forkEngine;
  dist = await mkdtemp(join(tmpdir(), "tandem-whole-"));
  data = join(dist, "data");
  process.argv = ["tandem"];
  vi.stubEnv("TANDEM_DATA", data);
  await mkdir(join(dist, "engine"));
  const entry = new URL("../../electron/engine/entry.ts", import.meta.url).href;
  await writeFile(join(dist, "engine", "engine.js"), `import ${JSON.stringify(entry)};\n`);
});
afterEach(async () => {
  process.argv = ordinaryArguments;
  vi.unstubAllEnvs();
  await quit();
  await rm(dist, { recursive: true });
});

async function quit(): Promise<void> {
  const { quits } = recorded;
  let prevented = false;
  app.emit("before-quit", { preventDefault: () => (prevented = true) });
  if (prevented) await vi.waitFor(() => expect(recorded.quits).toBeGreaterThan(quits), patience);
}

async function start(): Promise<void> {
  startShell(dist);
  await vi.waitFor(() => expect(recorded.windows).toHaveLength(1), patience);
}

/** Asks the shell for a line as the owner's page does, and gives the page's end of it. */
function open(path: string): Promise<Channel> {
  const { webContents } = recorded.windows[0] ?? {};
  if (webContents === undefined) throw new Error("no window");
  return new Promise((resolve) => {
    webContents.mainFrame.postMessage = (...sent) => {
      const ports: unknown = sent[2];
      if (Array.isArray(ports) && ports[0] instanceof MessagePort) resolve(messagePortChannel(ports[0]));
    };
    ipcMain.emit(
      "tandem",
      { sender: webContents, senderFrame: webContents.mainFrame },
      { type: "open", path },
    );
  });
}

async function openHost(): Promise<HostClient> {
  return createHostClient(await open("host"));
}

async function fingerprint(host: HostClient): Promise<string> {
  const info = await host.call("host.info", {});
  if (!info.ok) throw new Error(info.error.message);
  return info.value.fingerprint;
}

const tray = () => recorded.trayMenus.at(-1)?.[0]?.label;

it("[D3] the first start makes an identity that the keyring keeps, and the next one is the same host", async () => {
  await start();
  const first = await fingerprint(await openHost());
  const kept = await readdir(data);
  expect(kept).toEqual(expect.arrayContaining(["host.sock", "identity.pub", "identity.sealed"]));
  expect(kept).not.toContain("identity.key");
  await quit();
  expect(await readdir(data)).not.toContain("host.sock");

  resetElectron();
  world.fork = forkEngine;
  await start();
  expect(await fingerprint(await openHost())).toBe(first);
  expect(recorded.dialogs).toEqual([]);
});

it("a window starts a session, types into it and sees it; quitting ends it and seals its recording", async () => {
  await start();
  const host = await openHost();
  const started = await host.call("session.start", { target: { kind: "echo" } });
  if (!started.ok) throw new Error(started.error.message);
  const { session } = started.value;
  await vi.waitFor(() => expect(tray()).toBe("Sessions running: 1. People waiting: 0."), patience);

  const channel = await open(`session/${session}`);
  const client = createSessionClient({
    clock: systemClock,
    reconnect: neverReconnect,
    dial: () => Promise.resolve(ok(createPlainConnection({ channel }))),
  });
  let shown = "";
  client.onEntry(({ entry }) => {
    if (entry.event.type === "output") shown += entry.event.text;
  });
  // What is echoed before the first screen is on that.
  await new Promise((resolve) => void client.onScreen(resolve));
  expect(await client.call("input.key", { data: "all the way" })).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(shown).toContain("all the way"), patience);

  const over = new Promise(
    (resolve) => void client.onStatus((status) => status.name === "over" && resolve(status)),
  );
  await quit();
  expect(await over).toMatchObject({ closing: { reason: "ended" } });
  expect(recorded.dialogs).toMatchObject([{ message: "Sessions running: 1. End and quit?" }]);
  expect(await listRecordings(join(data, "recordings"))).toMatchObject({
    value: { recordings: [{ state: "sealed" }], unreadable: [] },
  });
});

it("a window whose host cannot begin is told so on its port, and the owner is told why", async () => {
  await mkdir(data);
  await writeFile(join(data, "identity.key"), "not a key");
  await start();
  const closed = new Promise((resolve) => void open("host").then((channel) => channel.onClose(resolve)));
  expect(await closed).toBe("host-offline");
  await vi.waitFor(() => expect(recorded.notifications.length).toBeGreaterThan(1), patience);
  expect(recorded.notifications.map(({ options }) => options)).toEqual(
    expect.arrayContaining([
      { title: "Tandem could not start", body: expect.stringContaining("does not hold a key") },
      { title: "Tandem's host stopped", body: expect.stringContaining("code 1") },
    ]),
  );
  expect(await readFile(join(data, "identity.key"), "utf8")).toBe("not a key");
});

it("[D1] a window shows the sessions of a host that was started in a terminal, and has its own once that has ended", async () => {
  const terminal = installation();
  vi.stubEnv("TANDEM_DATA", terminal.folder);
  const { id, process: other } = await terminal.start(["--target", "echo", "--title", "In a terminal"]);
  await start();
  const host = await openHost();
  const listed = await host.call("session.list", {});
  expect(listed).toMatchObject({ value: [{ id, title: "In a terminal" }] });
  const gone = new Promise((resolve) => void host.onClose(resolve));
  const first = await fingerprint(host);
  other.signal("SIGTERM");
  await other.done;
  await gone;
  // The engine that brought the window there ends by itself; a line that comes to it meanwhile is cut, and made again.
  await vi.waitFor(async () => expect(await fingerprint(await openHost())).toBe(first), patience);
  const started = await (await openHost()).call("session.start", { target: { kind: "echo" } });
  expect(started).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(tray()).toBe("Sessions running: 1. People waiting: 0."), patience);
});

it("[D1] a window that stays open shows the next host by itself, after another's end and after a crash", async () => {
  const terminal = installation();
  vi.stubEnv("TANDEM_DATA", terminal.folder);
  const { process: other } = await terminal.start(["--target", "echo", "--title", "In a terminal"]);
  await start();
  const line = createHostLine({
    open: async () => ok(await open("host")),
    clock: systemClock,
    reconnect: patientReconnect,
  });
  const page = createHostModel(line, systemClock);
  onTestFinished(() => page.dispose());
  const seen: string[] = [];
  line.onStatus(({ name }) => seen.push(name));
  const shown = () => {
    const { sessions } = page.store.getState();
    return sessions.name === "here" ? sessions.value.map(({ title }) => title) : sessions.name;
  };
  await vi.waitFor(() => expect(shown()).toEqual(["In a terminal"]), patience);

  other.signal("SIGTERM");
  await other.done;
  await vi.waitFor(() => expect(seen).toEqual(["live", "reconnecting", "live"]), patience);
  const own = { target: { kind: "echo" }, title: "In a window" } as const;
  expect(await page.start(own)).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(shown()).toEqual(["In a window"]), patience);

  recorded.engines.at(-1)?.kill();
  await vi.waitFor(() => expect(seen.slice(3)).toEqual(["reconnecting", "live"]), patience);
  await vi.waitFor(() => expect(shown()).toEqual([]), patience);
  expect(await page.start(own)).toMatchObject({ ok: true });
});
