import { Menu } from "electron";

/**
 * macOS needs a menu for its standard keys, all with Command. Elsewhere a menu would take Control keys away from the
 * shared terminal, so there is none.
 */
export function setMenu(): void {
  const template = [{ role: "appMenu" }, { role: "editMenu" }, { role: "windowMenu" }] as const;
  Menu.setApplicationMenu(process.platform === "darwin" ? Menu.buildFromTemplate([...template]) : null);
}
