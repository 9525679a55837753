import { app, type Session, type WebPreferences } from "electron";
import { type PageKind, pageKindOf } from "./addresses.ts";

/** What a page of ours can do is what any page can do; all else goes through the one door. */
export const webPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
} as const satisfies WebPreferences;

/** Copying a link; for guests also a signaling server on the local network. Everything else is refused unasked. */
const permissions: Readonly<Record<PageKind, readonly string[]>> = {
  owner: ["clipboard-sanitized-write"],
  guest: ["clipboard-sanitized-write", "local-network", "local-network-access", "loopback-network"],
};

function mayHave(permission: string, address: string): boolean {
  const kind = pageKindOf(address);
  return kind !== undefined && permissions[kind].includes(permission);
}

export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(mayHave(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on("will-download", (event, item) => {
    // A page saves what it made itself (an export); nothing is fetched from elsewhere.
    if (!item.getURL().startsWith("blob:")) event.preventDefault();
  });
}

/** Every page that will ever exist in this app stays where it was opened, alone. */
export function hardenContents(): void {
  app.on("web-contents-created", (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
    contents.on("will-attach-webview", (event) => event.preventDefault());
    contents.on("will-navigate", (event) => event.preventDefault());
    contents.on("will-frame-navigate", (event) => event.preventDefault());
    contents.on("will-redirect", (event) => event.preventDefault());
  });
}
