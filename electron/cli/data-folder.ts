import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where this installation keeps its identity, recordings and signaling store, unless `--data` says otherwise. */
export function dataFolder(given: string | undefined): string {
  if (given !== undefined) return resolve(given);
  const fromEnvironment = process.env["TANDEM_DATA"];
  if (fromEnvironment !== undefined && fromEnvironment !== "") return resolve(fromEnvironment);
  switch (process.platform) {
    case "darwin":
      return join(homedir(), "Library", "Application Support", "Tandem");
    case "win32":
      return join(process.env["APPDATA"] ?? join(homedir(), "AppData", "Roaming"), "Tandem");
    default:
      return join(process.env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "tandem");
  }
}
