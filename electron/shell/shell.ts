import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { app, BrowserWindow, dialog, powerMonitor, session, shell } from "electron";
import { dataFolder } from "../engine/data-folder.ts";
import type { FromEngine } from "../engine/entry-messages.ts";
import { guestAddress, pageAddresses } from "./addresses.ts";
import { linkIn } from "./deep-link.ts";
import { openDoor } from "./door.ts";
import { createEngineProcess } from "./engine-process.ts";
import { hardenContents, hardenSession } from "./hardening.ts";
import { readIdentity, sealIdentity } from "./identity.ts";
import { showNotification } from "./notifications.ts";
import { registerPageScheme, servePages } from "./pages.ts";
import { createTray } from "./tray.ts";
import { createWindows } from "./windows.ts";

/** Starts the app from the bundles in dist, or hands its arguments to the one that runs already. */
export function startShell(dist: string): void {
  // A second program on the same folder would be a second host; the first one opens what this one was asked for.
  if (!app.requestSingleInstanceLock()) return app.quit();
  app.enableSandbox();
  registerPageScheme();
  hardenContents();
  app.setAsDefaultProtocolClient("tandem");

  let wanted = linkIn(process.argv);
  let open = (link: string | undefined): void => void (wanted = link);
  app.on("second-instance", (_event, args) => open(linkIn(args)));
  // macOS hands links over as events, and may do so before the app is ready.
  app.on("open-url", (event, address) => {
    event.preventDefault();
    const link = linkIn([address]);
    if (link !== undefined) open(link);
  });
  void app.whenReady().then(() => {
    open = runShell(dist);
    open(wanted);
  });
}

/** Gives what opens the window for a link, or the owner's without one. */
function runShell(dist: string): (link: string | undefined) => void {
  hardenSession(session.defaultSession);
  servePages(session.defaultSession, join(dist, "renderer"));
  const show = createWindows();
  const showOwner = () => show(pageAddresses.owner);
  const showGuest = (link: string) => show(guestAddress(link));
  const notify = (title: string, body: string) => showNotification(title, body, showOwner);
  const showTray = createTray(showOwner);

  let sessions = 0;
  const showBadge = (running: number, waiting: number) => {
    sessions = running;
    showTray(running, waiting);
  };
  showBadge(0, 0);

  const { words, folder } = readWords();
  const handleMessage = (message: FromEngine): void => {
    switch (message.type) {
      case "ready":
        return;
      case "notify":
        if (BrowserWindow.getFocusedWindow() === null) notify(message.title, message.body);
        return;
      case "badge":
        return showBadge(message.sessions, message.waiting);
      case "identity.created":
        // It goes on with what can be read back: no session is anybody's whose key would be gone tomorrow.
        return void sealIdentity(folder, message.seed).then(engine.identify, reportAndQuit);
    }
  };
  const engine = createEngineProcess({
    module: join(dist, "engine", "engine.js"),
    args: [...words, "--data", folder],
    identity: () => readIdentity(folder).catch(reportAndQuit),
    onMessage: handleMessage,
    onDeath(code, next) {
      showBadge(0, 0);
      const then =
        next === "restarting" ? "is being started again" : "does not start. Open Tandem to try again";
      notify("Tandem's host stopped", `It ended with code ${code} and ${then}.`);
    },
  });

  let stopped = false;
  async function leave(): Promise<void> {
    await engine.stop();
    stopped = true;
    app.quit();
  }
  async function leaveIfMeant(): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: "question",
      message: `Sessions running: ${sessions}. End and quit?`,
      detail: "Everybody is disconnected, and the recording is sealed.",
      buttons: ["End and quit", "Cancel"],
      cancelId: 1,
    });
    if (response === 0) await leave();
  }
  app.on("before-quit", (event) => {
    if (stopped) return;
    event.preventDefault();
    void (sessions > 0 ? leaveIfMeant() : leave());
  });
  // The machine goes down: nobody is there to be asked.
  powerMonitor.on("shutdown", () => void leave());
  app.on("window-all-closed", () => {
    // A session outlives its window.
    if (sessions === 0 && process.platform !== "darwin") app.quit();
  });
  app.on("activate", showOwner);

  openDoor({
    openPort: engine.open,
    join: showGuest,
    // Where the system has no program for it, nothing opens: there is nobody else to tell.
    openAddress: (url) => void shell.openExternal(url).catch(() => {}),
    notify,
    onRefused: (reason) => console.warn(`A request of a page was refused: ${reason}.`),
  });
  return (link) => (link === undefined ? showOwner() : showGuest(link));
}

/** The words of `npm start -- …` and the data folder; none where a link started the app, since it could bring some. */
function readWords(): { readonly words: readonly string[]; readonly folder: string } {
  const words = linkIn(process.argv) === undefined ? process.argv.slice(app.isPackaged ? 1 : 2) : [];
  const { data } = parseArgs({ args: words, strict: false, options: { data: { type: "string" } } }).values;
  return { words, folder: typeof data === "string" ? resolve(data) : dataFolder() };
}

/** Going on with another identity would make everybody who knows this one believe somebody sits between. */
function reportAndQuit(error: unknown): undefined {
  const reason = error instanceof Error ? error.message : String(error);
  dialog.showErrorBox(
    "Tandem cannot open its identity",
    `The system's keyring did not give it (${reason}). Unlock the keyring and start Tandem again.`,
  );
  app.exit(1);
}
