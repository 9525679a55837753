import { createRecorder } from "../../../../electron/engine/recorder/recorder.ts";
import { createFeed, headerOf, ports, screenful } from "../feed.ts";

// Appends as fast as a session would let its target write, until it is killed; says every 20 ms how far it is.
const folder = process.argv[2] ?? "";
const recorder = await createRecorder({ ...ports, folder, header: headerOf() });
if (!recorder.ok) throw recorder.error;
const feed = createFeed(recorder.value);
const startMs = performance.now();
let paused = false;
let lastMs = 0;
let signedMs = 0;
recorder.value.onPressure(() => (paused = true));
recorder.value.onRelief(() => {
  paused = false;
  setImmediate(step);
});

function step(): void {
  if (paused) return;
  const nowMs = Math.floor(performance.now() - startMs);
  feed.entry(nowMs - lastMs, "o", screenful(feed.n));
  lastMs = nowMs;
  if (nowMs - signedMs >= 250) {
    signedMs = nowMs;
    feed.checkpoint(false);
  }
  setImmediate(step);
}

process.stdout.write(`${JSON.stringify({ path: recorder.value.path })}\n`);
setInterval(() => {
  process.stdout.write(
    `${JSON.stringify({ atMs: Math.floor(performance.now() - startMs), entries: feed.n })}\n`,
  );
}, 20);
step();
