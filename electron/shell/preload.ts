import { contextBridge, ipcRenderer } from "electron";

// The door's names, see door.ts. What this file adds to a page is all that a page has beyond the web.
const doorChannel = "tandem";
const portChannel = "tandem-port";

const ask = (request: object) => ipcRenderer.send(doorChannel, request);

const everyPage = {
  notify: (title: string, body: string) => ask({ type: "notify", title: String(title), body: String(body) }),
  openAddress: (url: string) => ask({ type: "openAddress", url: String(url) }),
};

const ownersPage = {
  kind: "owner",
  ...everyPage,
  join: (link: string) => ask({ type: "join", link: String(link) }),
  /** The port follows as a message of this window: `{ type: "tandem-port", path }` with one port. */
  open: (path: string) => ask({ type: "open", path: String(path) }),
} as const;

const guestsPage = () =>
  ({ kind: "guest", ...everyPage, link: decodeURIComponent(location.hash.replace(/^#join=/, "")) }) as const;

/** What pages find, to be compared with what they believe to find (renderer/bridge/shell.ts). */
export type Exposed = typeof ownersPage | ReturnType<typeof guestsPage>;

contextBridge.exposeInMainWorld("tandemShell", location.host === "guest" ? guestsPage() : ownersPage);

// Ports cannot cross the context bridge; a message to the window itself can carry them.
ipcRenderer.on(portChannel, (event, message: { path: string }) => {
  window.postMessage({ type: portChannel, path: message.path }, location.origin, event.ports);
});
