import { fileURLToPath } from "node:url";
import { checkLayers } from "../layers/check.ts";
import { layers } from "../layers/layers.ts";
import { readSources } from "../layers/sources.ts";

/** Prints every import that the layers forbid; exits with 1 where there is one. */
const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const violations = checkLayers(readSources(root), layers);
for (const violation of violations) console.error(violation);
if (violations.length > 0) process.exitCode = 1;
