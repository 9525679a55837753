import { app, Menu, nativeImage, Tray } from "electron";
import icon from "./tray.png?inline";

/** Stays while the app runs: a session outlives its window, and this is then the only sign of it. */
export function createTray(onOpen: () => void): (sessions: number, waiting: number) => void {
  const tray = new Tray(nativeImage.createFromDataURL(icon));
  tray.on("click", onOpen);
  return (sessions, waiting) => {
    const summary = `Sessions running: ${sessions}. People waiting: ${waiting}.`;
    tray.setToolTip(`Tandem. ${summary}`);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: summary, enabled: false },
        { type: "separator" },
        { label: "Open Tandem", click: onOpen },
        { label: "Quit Tandem", click: () => app.quit() },
      ]),
    );
    app.setBadgeCount(waiting);
  };
}
