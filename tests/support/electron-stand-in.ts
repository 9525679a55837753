import { EventEmitter } from "node:events";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";

/**
 * What the shell uses of Electron, for tests in plain Node: it records what it is asked to do, and lets a test play
 * the system's part by emitting events. Ports are real ones, and the engine's process is a real worker.
 */

export const recorded = {
  windows: [] as BrowserWindow[],
  engines: [] as EngineLike[],
  notifications: [] as Notification[],
  dialogs: [] as { readonly message: string }[],
  trayMenus: [] as (readonly MenuItem[])[],
  privilegedSchemes: [] as unknown[],
  quits: 0,
  sandboxed: false,
  protocolClients: [] as string[],
  openedAddresses: [] as string[],
  focused: null as BrowserWindow | null,
};

/** What the shell uses of a utility process. */
export interface EngineLike extends EventEmitter {
  readonly args: readonly string[];
  postMessage(message: unknown, ports?: readonly MessagePort[]): void;
  kill(): boolean;
}

/** What the test decides. */
export const world = {
  fork: (module: string, args: readonly string[]): EngineLike => new WorkerStandIn(module, args),
  firstInstance: true,
  keyring: true,
  backend: "gnome_libsecret",
  dialogAnswer: 0,
};

const ordinaryWorld = { ...world };

export function resetElectron(): void {
  for (const list of Object.values(recorded)) if (Array.isArray(list)) list.length = 0;
  Object.assign(recorded, { quits: 0, sandboxed: false });
  Object.assign(world, ordinaryWorld);
  for (const each of [app, ipcMain, powerMonitor, session.defaultSession]) each.removeAllListeners();
}

class App extends EventEmitter {
  isPackaged = true;
  requestSingleInstanceLock = () => world.firstInstance;
  enableSandbox = () => void (recorded.sandboxed = true);
  setAsDefaultProtocolClient = (scheme: string) => recorded.protocolClients.push(scheme);
  whenReady = () => Promise.resolve();
  setBadgeCount = () => true;
  exit = () => this.quit();
  quit = () => void recorded.quits++;
}
export const app = new App();

type Handler = ((request: Request) => Promise<Response>) | undefined;
class Session extends EventEmitter {
  pageHandler: Handler;
  requestPermission: ((...args: unknown[]) => void) | undefined;
  checkPermission: ((...args: unknown[]) => boolean) | undefined;
  allowDevice: (() => boolean) | undefined;
  readonly protocol = { handle: (_scheme: string, handler: Handler) => void (this.pageHandler = handler) };
  setPermissionRequestHandler(handler: typeof this.requestPermission) {
    this.requestPermission = handler;
  }
  setPermissionCheckHandler(handler: typeof this.checkPermission) {
    this.checkPermission = handler;
  }
  setDevicePermissionHandler(handler: typeof this.allowDevice) {
    this.allowDevice = handler;
  }
  setDisplayMediaRequestHandler() {}
  setSpellCheckerEnabled() {}
}
export const session = { defaultSession: new Session() };

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown[]) => recorded.privilegedSchemes.push(...schemes),
};

export class WebContents extends EventEmitter {
  windowOpen: (() => { action: string }) | undefined;
  reloads = 0;
  readonly mainFrame = { url: "", parent: null, postMessage: (..._sent: unknown[]) => {} };
  setWindowOpenHandler(handler: typeof this.windowOpen) {
    this.windowOpen = handler;
  }
  reload() {
    this.reloads++;
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  address = "";
  focused = 0;
  readonly options: { readonly webPreferences: Readonly<Record<string, unknown>> };
  constructor(options: BrowserWindow["options"]) {
    super();
    this.options = options;
    recorded.windows.push(this);
    app.emit("web-contents-created", {}, this.webContents);
  }
  loadURL(address: string) {
    this.address = address;
    this.webContents.mainFrame.url = address;
    return Promise.resolve();
  }
  isMinimized = () => true;
  isDestroyed = () => false;
  restore() {}
  show() {}
  focus() {
    this.focused++;
  }
  static getFocusedWindow = () => recorded.focused;
}

export const ipcMain = new EventEmitter();
export const ipcRenderer = Object.assign(new EventEmitter(), {
  sent: [] as unknown[],
  send(...sent: unknown[]) {
    ipcRenderer.sent.push(sent);
  },
});
/** What the page finds in its window. */
export const exposed: Record<string, unknown> = {};
export const contextBridge = {
  exposeInMainWorld: (name: string, value: unknown) => void (exposed[name] = value),
};
export const powerMonitor = new EventEmitter();

export class MessageChannelMain {
  readonly port1: MessagePort;
  readonly port2: MessagePort;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = port1;
    this.port2 = port2;
  }
}

/** A worker in the place of the utility process: quick, and enough for a fixture. */
class WorkerStandIn extends EventEmitter implements EngineLike {
  readonly args: readonly string[];
  readonly #worker: Worker;
  constructor(module: string, args: readonly string[]) {
    super();
    this.args = args;
    this.#worker = new Worker(module, { argv: [...args] });
    this.#worker.on("message", (message) => this.emit("message", message));
    this.#worker.on("exit", (code) => this.emit("exit", code));
  }
  postMessage(message: unknown, ports: readonly MessagePort[] = []) {
    this.#worker.postMessage({ message, ports }, [...ports]);
  }
  kill() {
    void this.#worker.terminate();
    return true;
  }
}
export const utilityProcess = {
  fork(module: string, args: readonly string[]) {
    const engine = world.fork(module, args);
    recorded.engines.push(engine);
    return engine;
  },
};

/** Turns every bit around: enough to tell sealed from plain. */
const turned = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0xff));
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(world.keyring),
  getSelectedStorageBackend: () => world.backend,
  encryptStringAsync: (text: string) => Promise.resolve(turned(Buffer.from(text))),
  decryptStringAsync: (sealed: Uint8Array) =>
    Promise.resolve({ result: turned(sealed).toString(), shouldReEncrypt: false }),
};

export class Notification extends EventEmitter {
  static isSupported = () => true;
  readonly options: { readonly title: string; readonly body: string };
  constructor(options: Notification["options"]) {
    super();
    this.options = options;
    recorded.notifications.push(this);
  }
  show() {}
}

export const shell = {
  openExternal(address: string) {
    recorded.openedAddresses.push(address);
    return Promise.resolve();
  },
};

export const dialog = {
  showMessageBox(options: { readonly message: string }) {
    recorded.dialogs.push(options);
    return Promise.resolve({ response: world.dialogAnswer });
  },
  showErrorBox: (message: string) => void recorded.dialogs.push({ message }),
};

export interface MenuItem {
  readonly label?: string;
  readonly click?: () => void;
}
export const Menu = {
  setApplicationMenu: (_menu: unknown) => {},
  buildFromTemplate: (items: readonly MenuItem[]) => items,
};
export const nativeImage = { createFromDataURL: (address: string) => ({ address }) };
export class Tray extends EventEmitter {
  tooltip = "";
  setToolTip(text: string) {
    this.tooltip = text;
  }
  setContextMenu(items: readonly MenuItem[]) {
    recorded.trayMenus.push(items);
  }
}
