/**
 * Exits when the far end has gone without a goodbye: the stack has closed the connection by itself then, and this end
 * still has it, since what came last may not be here yet.
 */
import { writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { connectPeers, createHeldClock } from "./rtc-support.ts";

const { guest } = await connectPeers({ clock: createHeldClock().clock });
// Behind the clean-up, which throws where it cannot be done.
process.on("exit", () => writeSync(1, "cleaned up"));
guest.dispose("lost");
await setTimeout(200);
process.exit(5);
