import { join } from "node:path";
import { startShell } from "./shell.ts";

// This bundle lies in one of the folders of dist/.
startShell(join(import.meta.dirname, ".."));
