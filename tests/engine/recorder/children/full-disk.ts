import { readdir, readFile, stat } from "node:fs/promises";
import { createRecorder, recorderLimits } from "../../../../electron/engine/recorder/recorder.ts";
import { verifyFile } from "../../../../electron/engine/recorder/verify-file.ts";
import { createFeed, crypto, headerOf, ports, screenful } from "../feed.ts";

// Floods a recorder on a disk that will not hold it, ends as a session does after a failure, and says what became of it.
const [folder = "", reserveBytes] = process.argv.slice(2);
const limits = {
  ...recorderLimits,
  ...(reserveBytes === undefined ? {} : { reserveBytes: Number(reserveBytes) }),
};
const opened = await createRecorder({ ...ports, limits, folder, header: headerOf() });
if (!opened.ok) {
  process.stdout.write(JSON.stringify({ opened: opened.error.code, left: await readdir(folder) }));
} else {
  const recorder = opened.value;
  const feed = createFeed(recorder);
  const failures: string[] = [];
  let largestBacklog = 0;
  const resume: { run?: () => void } = {};
  recorder.onRelief(() => resume.run?.());
  recorder.onFailure((error) => failures.push(error.code));
  let paused = false;
  recorder.onPressure(() => (paused = true));
  recorder.onRelief(() => (paused = false));
  for (let i = 0; i < 20_000 && failures.length === 0; i++) {
    feed.entry(1, "o", screenful(i));
    largestBacklog = Math.max(largestBacklog, recorder.backlogBytes);
    if (i % 64 === 0) feed.checkpoint(false);
    if (paused) await new Promise<void>((resolve) => (resume.run = resolve));
    else await new Promise((resolve) => setImmediate(resolve));
  }
  feed.entry(0, "t", JSON.stringify({ type: "recording.failed", message: "The disk is full." }));
  feed.checkpoint(true);
  const flushed = await recorder.flush();
  const closed = await recorder.close();
  const found = await verifyFile(recorder.path, { crypto });
  const bytes = await readFile(recorder.path);
  process.stdout.write(
    JSON.stringify({
      failures,
      largestBacklog,
      backlogAtEnd: recorder.backlogBytes,
      flushed: flushed.ok ? "ok" : flushed.error.code,
      closed: closed.ok ? "ok" : closed.error.code,
      appended: feed.n,
      entries: found.ok ? found.value.entries : -1,
      verdict: found.ok ? found.value.verdict : found.error.code,
      lastByte: bytes.at(-1),
      reserveLeft: await stat(`${recorder.path}.reserve`).then(
        () => true,
        () => false,
      ),
    }),
  );
}
