import { app, Menu, nativeImage, Tray } from "electron";
import icon from "./tray.png?inline";

export interface TrayOptions {
  readonly onOpen: () => void;
  readonly onQuit: () => void;
}

export interface TrayIcon {
  show(state: { readonly sessions: number; readonly waiting: number }): void;
}

/** Stays while the app runs: a session outlives its window, and this is then the only sign of it. */
export function createTray({ onOpen, onQuit }: TrayOptions): TrayIcon {
  const tray = new Tray(nativeImage.createFromDataURL(icon));
  tray.on("click", onOpen);
  const show: TrayIcon["show"] = ({ sessions, waiting }) => {
    const running =
      sessions === 0 ? "No session is running" : `${sessions} ${plural(sessions, "session")} running`;
    const summary =
      waiting === 0 ? running : `${running}, ${waiting} ${plural(waiting, "person", "people")} waiting`;
    tray.setToolTip(`Tandem: ${summary}`);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: summary, enabled: false },
        { type: "separator" },
        { label: "Open Tandem", click: onOpen },
        { label: "Quit Tandem", click: onQuit },
      ]),
    );
    app.setBadgeCount(waiting);
  };
  show({ sessions: 0, waiting: 0 });
  return { show };
}

function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}
