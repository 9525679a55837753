import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { silentLogger, systemClock, systemRandom } from "../../../electron/engine/ports.ts";
import { createRecorder } from "../../../electron/engine/recorder/recorder.ts";
import { createRecordingStore } from "../../../electron/engine/session/recording-store.ts";
import { createBenchTarget } from "../../support/bench-target.ts";
import { readEntries, splitLines, verifyBoth } from "../../support/log.ts";
import { arrive, arriveAs, testSession, until } from "../../support/session.ts";

const secret = "hunter2";
const mask = "•••••••";

/** A session whose recording is on disk and whose output is masked between target and log. */
async function masked() {
  const folder = await mkdtemp(join(tmpdir(), "tandem-redactor-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const target = createBenchTarget();
  const paths: string[] = [];
  const session = await testSession({
    target,
    redactor: (text) => text.replaceAll(secret, mask),
    async openStore(headers) {
      const options = { folder, clock: systemClock, random: systemRandom, logger: silentLogger };
      const open = await createRecorder({ ...options, header: headers.public });
      const hidden = await createRecorder({ ...options, header: headers.private });
      if (!open.ok || !hidden.ok) throw new Error("the folder cannot be written");
      paths.push(open.value.path, hidden.value.path);
      return createRecordingStore({ public: open.value, private: hidden.value });
    },
  });
  await arrive(session.owner);
  const files = () => Promise.all(paths.map(async (path) => new Uint8Array(await readFile(path))));
  return { session, target, files };
}

it("[L1, L3] what a redactor makes of the output is what the log, the recording, screens and people get", async () => {
  const { session, target, files } = await masked();
  const early = session.join(await session.share());
  await arriveAs(early);
  target.say(utf8(`password: ${secret}; done\r\n`));
  await until("those who are here seeing it", () =>
    [early, session.owner].every((each) => each.shown().includes("done")),
  );
  const late = session.join(await session.share());
  await arriveAs(late);
  await until("the screen", () => late.shown().includes("done"));
  for (const each of [early, late, session.owner]) {
    expect(each.shown()).toContain(`password: ${mask}; done`);
    expect(each.shown()).not.toContain(secret);
  }
  const windows = session.openWindow();
  await arrive(windows);
  await until("the owner's next window", () => windows.shown().includes("done"));
  expect(windows.shown()).not.toContain(secret);

  const outputs = readEntries(session.lines).flatMap(({ event }) =>
    event.type === "output" ? [event.text] : [],
  );
  expect(outputs.join("")).toBe(`password: ${mask}; done\r\n`);
  await session.dispose();
  const [written = new Uint8Array(), hidden = new Uint8Array()] = await files();
  for (const file of [written, hidden]) expect(Buffer.from(file).includes(secret)).toBe(false);
  expect(Buffer.from(written).includes(mask)).toBe(true);
  expect(verifyBoth(splitLines(written), splitLines(hidden)).public.verdict).toBe("sealed");
});
