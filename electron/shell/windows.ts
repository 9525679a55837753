import { join } from "node:path";
import { BrowserWindow, Menu } from "electron";
import { webPreferences } from "./hardening.ts";

/** Shows the window of an address: one for each, which comes to the front when it is asked for again. */
export function createWindows(): (address: string) => void {
  // macOS needs a menu for its standard keys, all with Command. Elsewhere one would take Control keys away from the
  // shared terminal.
  const menu = [{ role: "appMenu" }, { role: "editMenu" }, { role: "windowMenu" }] as const;
  Menu.setApplicationMenu(process.platform === "darwin" ? Menu.buildFromTemplate([...menu]) : null);
  const open = new Map<string, BrowserWindow>();
  return (address) => {
    const known = open.get(address);
    if (known === undefined) {
      const window = openWindow(address);
      open.set(address, window);
      window.once("closed", () => open.delete(address));
      return;
    }
    if (known.isMinimized()) known.restore();
    known.show();
    known.focus();
  };
}

function openWindow(address: string): BrowserWindow {
  const window = new BrowserWindow({
    title: "Tandem",
    width: 1280,
    height: 800,
    // A phone's width: the page has a layout for it.
    minWidth: 390,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    webPreferences: { ...webPreferences, preload: join(import.meta.dirname, "preload.cjs") },
  });
  window.once("ready-to-show", () => window.show());
  // A page that is gone shows nothing and answers nothing: load it again, which is safe since it holds no state.
  window.webContents.on("render-process-gone", (_event, { reason }) => {
    if (reason !== "clean-exit" && !window.isDestroyed()) window.webContents.reload();
  });
  void window.loadURL(address);
  return window;
}
