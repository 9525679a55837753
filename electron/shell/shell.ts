import { join } from "node:path";
import { app, type BrowserWindow, dialog, powerMonitor, session } from "electron";
import { guestAddress, ownerAddress } from "./addresses.ts";
import { linkIn } from "./deep-link.ts";
import { openDoor } from "./door.ts";
import { createEngineProcess, type EngineProcessOptions } from "./engine-process.ts";
import { hardenContents, hardenSession } from "./hardening.ts";
import { setMenu } from "./menu.ts";
import { showNotification } from "./notifications.ts";
import { registerPageScheme, servePages } from "./pages.ts";
import { createSecretStore } from "./secret-store.ts";
import { createTray } from "./tray.ts";
import { bringToFront, openWindow } from "./window.ts";

/** Starts the app from the bundles in dist, or hands its arguments to the one that runs already. */
export function startShell(dist: string): void {
  // A second program on the same folder would be a second host; the first one opens what this one was asked for.
  if (!app.requestSingleInstanceLock()) return app.quit();
  app.enableSandbox();
  registerPageScheme();
  hardenContents();
  app.setAsDefaultProtocolClient("tandem");

  const given = linkIn(process.argv);
  const early: string[] = given === undefined ? [] : [given];
  // macOS hands links over as events, and may do so before the app is ready.
  const keep = (event: { preventDefault(): void }, link: string) => {
    event.preventDefault();
    early.push(link);
  };
  app.on("open-url", keep);
  void app.whenReady().then(() => {
    app.off("open-url", keep);
    runShell(dist, early);
  });
}

function runShell(dist: string, links: readonly string[]): void {
  hardenSession(session.defaultSession);
  servePages(session.defaultSession, join(dist, "renderer"));
  setMenu();

  let owner: BrowserWindow | undefined;
  const guests = new Map<string, BrowserWindow>();
  const openOwner = () => {
    if (owner !== undefined) return bringToFront(owner);
    owner = openWindow({ address: ownerAddress, title: "Tandem", onClosed: () => (owner = undefined) });
  };
  const openGuest = (link: string) => {
    const open = guests.get(link);
    if (open !== undefined) return bringToFront(open);
    const onClosed = () => guests.delete(link);
    guests.set(link, openWindow({ address: guestAddress(link), title: "Tandem", onClosed }));
  };
  const notify = (title: string, body: string) => showNotification(title, body, openOwner);

  const secrets = createSecretStore(join(app.getPath("userData"), "identity.sealed"));
  let sessions = 0;
  const engine = createEngineProcess({
    module: join(dist, "engine", "engine.js"),
    args: engineArguments(),
    identity: () => readIdentity(secrets),
    onMessage(message) {
      if (message.type === "notify") return notify(message.title, message.body);
      if (message.type === "identity.created") return void secrets.write(message.seed).catch(reportAndQuit);
      sessions = message.sessions;
      tray.show(message);
    },
    onDeath(code, next) {
      sessions = 0;
      tray.show({ sessions: 0, waiting: 0 });
      if (next === "given-up") return void offerRestart(code);
      notify("Tandem's host stopped", `It ended with code ${code} and is being started again.`);
    },
  });

  async function offerRestart(code: number): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: "error",
      message: "Tandem's host does not start.",
      detail: `It ended with code ${code} several times in a row. Sessions cannot run without it.`,
      buttons: ["Try again", "Quit"],
    });
    if (response === 0) engine.restart();
    else app.quit();
  }

  let leaving: "no" | "stopping" | "stopped" = "no";
  async function leave(): Promise<void> {
    leaving = "stopping";
    await engine.stop();
    leaving = "stopped";
    app.quit();
  }
  async function leaveIfMeant(): Promise<void> {
    const what = sessions === 1 ? "the session that is running" : `the ${sessions} sessions that are running`;
    const { response } = await dialog.showMessageBox({
      type: "question",
      message: `End ${what} and quit?`,
      detail: "Everybody is disconnected, and the recording is sealed.",
      buttons: ["End and quit", "Cancel"],
      cancelId: 1,
    });
    if (response === 0) await leave();
  }
  app.on("before-quit", (event) => {
    if (leaving === "stopped") return;
    event.preventDefault();
    if (leaving === "no") void (sessions > 0 ? leaveIfMeant() : leave());
  });
  // The machine goes down: nobody is there to be asked.
  powerMonitor.on("shutdown", () => {
    if (leaving === "no") void leave();
  });
  app.on("window-all-closed", () => {
    // A session outlives its window.
    if (sessions === 0 && process.platform !== "darwin") app.quit();
  });
  app.on("activate", openOwner);
  app.on("second-instance", (_event, args) => {
    const link = linkIn(args);
    if (link === undefined) openOwner();
    else openGuest(link);
  });
  app.on("open-url", (event, link) => {
    event.preventDefault();
    if (linkIn([link]) !== undefined) openGuest(link);
  });

  openDoor({
    openPort: engine.open,
    join: openGuest,
    notify,
    onRefused: (reason) => console.warn(`A request of a page was refused: ${reason}.`),
  });
  const tray = createTray({ onOpen: openOwner, onQuit: () => app.quit() });
  const wanted = links.filter((link) => linkIn([link]) !== undefined);
  for (const link of wanted) openGuest(link);
  if (wanted.length === 0) openOwner();
}

/** The arguments of `npm start -- …`; none where a link started the app, since a link could bring some of its own. */
/** The data folder is Electron's own for this user; the rest are the words the app was started with. */
function engineArguments(): readonly string[] {
  const data = ["--data", app.getPath("userData")];
  if (linkIn(process.argv) !== undefined) return data;
  return [...process.argv.slice(app.isPackaged ? 1 : 2), ...data];
}

async function readIdentity(
  secrets: ReturnType<typeof createSecretStore>,
): ReturnType<EngineProcessOptions["identity"]> {
  const stored = await secrets.read().catch(reportAndQuit);
  if (stored.sealed) return { type: "identity", seed: stored.value, sealed: true };
  console.warn(stored.reason);
  return { type: "identity", seed: null, sealed: false };
}

/** Going on with another identity would make everybody who knows this one believe somebody sits between. */
function reportAndQuit(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  dialog.showErrorBox(
    "Tandem cannot open its identity",
    `The system's keyring did not give it (${reason}). Unlock the keyring and start Tandem again.`,
  );
  app.exit(1);
  throw error;
}
