import { join } from "node:path";
import { BrowserWindow } from "electron";
import { webPreferences } from "./hardening.ts";

export interface WindowOptions {
  readonly address: string;
  readonly title: string;
  readonly onClosed?: () => void;
}

export function openWindow({ address, title, onClosed }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    title,
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
  if (onClosed !== undefined) window.once("closed", onClosed);
  // A page that is gone shows nothing and answers nothing: load it again, which is safe since it holds no state.
  window.webContents.on("render-process-gone", (_event, { reason }) => {
    if (reason !== "clean-exit" && !window.isDestroyed()) window.webContents.reload();
  });
  void window.loadURL(address);
  return window;
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
