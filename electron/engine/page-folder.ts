import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built page lies beside the bundle, or from the sources in dist/; undefined where it was not built. */
export function pageFolder(): string | undefined {
  return ["../renderer", "../../dist/renderer"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((folder) => existsSync(join(folder, "index.html")) && existsSync(join(folder, "assets")));
}
