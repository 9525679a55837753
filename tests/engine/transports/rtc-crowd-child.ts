/** Fifty pairs at once in one process, then all gone: prints what it saw, and must end by itself. */
import { utf8 } from "../../../shared/base/bytes.ts";
import { connectPeers, nextFrame } from "./rtc-support.ts";

const pairs = Number(process.argv[2]);
const startedMs = performance.now();
const opened = await Promise.all(Array.from({ length: pairs }, () => connectPeers()));
const connectedMs = Math.round(performance.now() - startedMs);
const frames = opened.map(({ atGuest }) => nextFrame(atGuest.log));
for (const { atHost } of opened) atHost.log.send(utf8("entry"));
const received = (await Promise.all(frames)).length;
const rssMb = Math.round(process.memoryUsage().rss / 1_000_000);
for (const { host } of opened) host.dispose("ended");
console.log(JSON.stringify({ received, connectedMs, rssMb }));
