import { contextBridge, ipcRenderer } from "electron";

// The door's names, see door.ts. What this file adds to a page is all that a page has beyond the web.
const doorChannel = "tandem";
const portChannel = "tandem-port";

const joinPrefix = "#join=";
const isGuest = location.host === "guest";
const link =
  isGuest && location.hash.startsWith(joinPrefix)
    ? decodeURIComponent(location.hash.slice(joinPrefix.length))
    : undefined;

const everyPage = {
  platform: process.platform,
  notify: (title: string, body: string): void => {
    ipcRenderer.send(doorChannel, { type: "notify", title: String(title), body: String(body) });
  },
};

const ownersPage = {
  ...everyPage,
  /** Opens a window for a link that was pasted. */
  join: (link: string): void => {
    ipcRenderer.send(doorChannel, { type: "join", link: String(link) });
  },
  /** The port follows as a message of this window: `{ type: "tandem-port", path }` with one port. */
  open: (path: string): void => {
    ipcRenderer.send(doorChannel, { type: "open", path: String(path) });
  },
};

contextBridge.exposeInMainWorld("tandemShell", isGuest ? { ...everyPage, link } : ownersPage);

// Ports cannot cross the context bridge; a message to the window itself can carry them.
ipcRenderer.on(portChannel, (event, message: { path: string }) => {
  window.postMessage({ type: portChannel, path: message.path }, location.origin, event.ports);
});
