import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { concat, toBase64url, utf8 } from "../../../shared/base/bytes.ts";
import { Emitter } from "../../../shared/base/listen.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { CallResult } from "../../../shared/client/calls.ts";
import { silentLogger, systemClock, systemRandom } from "../../../electron/engine/ports.ts";
import { createRecorder } from "../../../electron/engine/recorder/recorder.ts";
import type { LogStore } from "../../../electron/engine/session/log-store.ts";
import { createRecordingStore } from "../../../electron/engine/session/recording-store.ts";
import { createBenchTarget } from "../../support/bench-target.ts";
import { verifyBoth } from "../../support/log.ts";
import { arrive, arriveAs, type TestSession, testSession, until } from "../../support/session.ts";

let open: TestSession | undefined;
afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

/** A store whose disk is slow or broken when told. */
function benchStore() {
  const failures = new Emitter<string>();
  const reliefs = new Emitter<void>();
  let held: (() => void)[] | undefined;
  let pressed = false;
  const flushes = { asked: 0 };
  const store: Partial<LogStore> = {
    flush() {
      flushes.asked += 1;
      const done: Result<undefined, string> = ok(undefined);
      if (held === undefined) return Promise.resolve(done);
      const waiting = held;
      return new Promise((resolve) => waiting.push(() => resolve(done)));
    },
    get pressed() {
      return pressed;
    },
    onFailure: failures.listen,
    onRelief: reliefs.listen,
  };
  return {
    store,
    flushes,
    hold: () => void (held ??= []),
    release() {
      for (const go of held ?? []) go();
      held = undefined;
    },
    fail: (message: string) => failures.emit(message),
    press(next: boolean) {
      pressed = next;
      if (!next) reliefs.emit();
    },
    listeners: () => failures.listenerCount + reliefs.listenerCount,
  };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("[P6] taking something away", () => {
  it.each(["participant.permit", "participant.remove", "link.revoke", "mode.set", "session.end"] as const)(
    "by %s is in force at once, and answered only once it is on disk",
    async (name) => {
      const bench = benchStore();
      open = await testSession({ store: bench.store });
      const { owner, session, share, join } = open;
      await arrive(owner);
      const link = await share({ grant: "interact", approval: false });
      const guest = join(link);
      const participant = await arriveAs(guest);
      const inputs = {
        "participant.permit": { participant, allow_input: false },
        "participant.remove": { participant },
        "link.revoke": { link, removeGuests: true },
        "mode.set": { mode: { name: "view_only", max_viewers: 3 } },
        "session.end": {},
      };
      bench.hold();
      const answers: CallResult[] = [];
      const before = session.state.seq;
      void owner.client.callByName(name, inputs[name]).then((answer) => answers.push(answer));
      await until("the events being in the log", () => session.state.seq > before);
      const refused = await guest.client.call("input.key", { data: "x" });
      expect(refused.ok).toBe(false);
      for (let i = 0; i < 20; i++) await turn();
      expect(answers).toEqual([]);
      bench.release();
      await until("the answer", () => answers.length === 1);
      expect(answers[0]).toMatchObject({ ok: true });
    },
  );

  it("does not hold up what others do meanwhile, nor their answers", async () => {
    const bench = benchStore();
    open = await testSession({ store: bench.store });
    const { owner, session, share, join } = open;
    await arrive(owner);
    const guest = join(await share({ grant: "interact", approval: false }));
    const other = join(await share());
    await arrive(guest);
    const participant = await arriveAs(other);
    bench.hold();
    const pending = session.callAsOwner("participant.permit", { participant, allow_chat: false });
    expect(pending).toBeInstanceOf(Promise);
    expect(await guest.client.call("input.key", { data: "still typing\r" })).toMatchObject({ ok: true });
    await until("the echo", () => guest.shown().includes("still typing"));
    bench.release();
    expect(await pending).toMatchObject({ ok: true });
  });

  it("asks the disk for nothing where nothing is taken away", async () => {
    const bench = benchStore();
    open = await testSession({ store: bench.store });
    await arrive(open.owner);
    await open.owner.client.call("input.key", { data: "x" });
    await open.owner.client.call("chat.send", { text: "hello" });
    expect(bench.flushes.asked).toBe(0);
  });
});

describe("[L7] a recording that cannot be written", () => {
  it("ends all input, says so to everybody, leaves the rest working, and the log is sealed at the end", async () => {
    const bench = benchStore();
    const target = createBenchTarget();
    open = await testSession({ store: bench.store, target });
    const { owner, share, join, session, lines, privateLines } = open;
    await arrive(owner);
    const guest = join(await share({ grant: "interact", approval: false }));
    await arrive(guest);
    await guest.client.call("input.key", { data: "before" });
    bench.fail("The disk is full.");
    bench.fail("The disk is full.");
    for (const { client } of [owner, guest]) {
      expect(await client.call("input.key", { data: "after" })).toMatchObject({ code: "recording-failed" });
      expect(await client.call("input.paste", { text: "after" })).toMatchObject({ code: "recording-failed" });
      await until("them seeing it", () => client.state?.recording === "failed");
    }
    expect(target.received).toEqual(["before"]);
    expect(await guest.client.call("chat.send", { text: "What now?" })).toMatchObject({ ok: true });
    target.say(utf8("output goes on\r\n"));
    await until("the output", () => guest.shown().includes("output goes on"));
    expect(await arrive(join(await share()))).toMatchObject({ name: "live" });
    expect(await owner.client.call("session.end", {})).toMatchObject({ ok: true });
    await until("the end", () => session.over);
    expect(verifyBoth(lines, privateLines)).toMatchObject({
      public: { verdict: "sealed" },
      private: { verdict: "sealed" },
    });
    const said = lines.filter((line) => new TextDecoder().decode(line).includes("recording.failed"));
    expect(said).toHaveLength(1);
  });

  it("that fails only while it is closed changes nothing of a log that is sealed", async () => {
    const bench = benchStore();
    const store: Partial<LogStore> = {
      ...bench.store,
      async close() {
        bench.fail("The disk went away.");
        return err("The disk went away.");
      },
    };
    open = await testSession({ store });
    const { session, lines, privateLines } = open;
    await session.stop();
    expect(verifyBoth(lines, privateLines).public.verdict).toBe("sealed");
  });

  it("pauses the target while too much waits for the disk, until it is relieved", async () => {
    const bench = benchStore();
    const target = createBenchTarget();
    open = await testSession({ store: bench.store, target });
    await arrive(open.owner);
    bench.press(true);
    target.say(utf8("one"));
    expect(target.flow).toBe("pause");
    bench.press(false);
    expect(target.flow).toBe("run");
  });

  it("lets go of the store and of the target when it is over", async () => {
    const bench = benchStore();
    const target = createBenchTarget();
    open = await testSession({ store: bench.store, target });
    await arrive(open.owner);
    expect(bench.listeners()).toBeGreaterThan(0);
    expect(target.listeners).toBeGreaterThan(0);
    await open.dispose();
    await until("everything being let go of", () => bench.listeners() === 0 && target.listeners === 0);
  });
});

describe("[L1, L2] a recording on disk", () => {
  it("is what was sent, line by line, and is sealed when the host stops", async () => {
    const folder = await mkdtemp(joinPath(tmpdir(), "tandem-session-"));
    try {
      const paths: string[] = [];
      open = await testSession({
        async openStore(headers) {
          const ports = { folder, clock: systemClock, random: systemRandom, logger: silentLogger };
          const limits = { reserveBytes: 4_096 };
          const made = await createRecorder({ ...ports, limits, header: headers.public });
          const hidden = await createRecorder({ ...ports, limits, header: headers.private });
          if (!made.ok || !hidden.ok) throw new Error("the folder cannot be written");
          paths.push(made.value.path, hidden.value.path);
          return createRecordingStore({ public: made.value, private: hidden.value });
        },
      });
      const { owner, share, join, session, lines, privateLines, headers } = open;
      await arrive(owner);
      await arrive(join(await share()));
      await owner.client.call("input.key", { data: "ls\r" });
      await session.stop();
      const disk = async (path = "") => new Uint8Array(await readFile(path));
      const asFile = (all: readonly Uint8Array[]) => concat(...all.flatMap((line) => [line, utf8("\n")]));
      expect(toBase64url(await disk(paths[0]))).toBe(toBase64url(asFile(lines)));
      expect(toBase64url(await disk(paths[1]))).toBe(toBase64url(asFile(privateLines)));
      expect(verifyBoth(lines, privateLines)).toMatchObject({
        public: { verdict: "sealed", hostKey: headers.public.tandem.hostKey },
        private: { verdict: "sealed" },
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
