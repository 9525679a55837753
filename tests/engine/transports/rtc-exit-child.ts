/** Exits while peers are open and data is under way: the addon's threads must not bring the exit down. */
import { connectPeers } from "./rtc-support.ts";

const { atHost } = await connectPeers();
const frame = new Uint8Array(1_000);
while (atHost.log.send(frame) === "sent");
process.exit(5);
