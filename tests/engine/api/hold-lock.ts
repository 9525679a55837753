import { lockFolder } from "../../../electron/engine/api/lock.ts";

// Takes the folder and keeps it until it is killed; says how it went.
const held = await lockFolder(process.argv[2] ?? "");
process.send?.(held.ok ? "held" : held.error);
setInterval(() => {}, 60_000);
