import { resolve } from "node:path";
import { dataFolder as ownDataFolder } from "../engine/data-folder.ts";

/** The folder a command works on: the installation's own, unless `--data` names another. */
export function dataFolder(given: string | undefined): string {
  return given === undefined ? ownDataFolder() : resolve(given);
}
