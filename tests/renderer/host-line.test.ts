import { describe, expect, it, onTestFinished } from "vitest";
import { createFakeHost } from "../../renderer/fixtures/fake-host.ts";
import { createHostLine } from "../../renderer/store/host-line.ts";
import { fromUtf8, utf8 } from "../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import type { CloseReason } from "../../shared/channel/close-reason.ts";
import { createChannelPair } from "../../shared/channel/pair.ts";
import { patientReconnect } from "../../shared/client/reconnect.ts";
import type { Closing } from "../../shared/client/status.ts";
import { hostRequestSchema } from "../../shared/wire/host-api.ts";
import { createTestClock } from "../support/clock.ts";
import { nowMs } from "./support.tsx";

/** A line to a host that answers until it is told not to. */
function setUp() {
  const clock = createTestClock();
  const seen: string[] = [];
  let far: Channel | undefined;
  let answers = true;
  let refusal: Closing | undefined;
  let opened = 0;
  const open = (): Promise<Result<Channel, Closing>> => {
    opened += 1;
    if (refusal !== undefined) return Promise.resolve(err(refusal));
    const pair = createChannelPair();
    far = pair.a;
    if (!answers) pair.a.close("host-offline");
    pair.a.onFrame((frame) => {
      const { id } = hostRequestSchema.parse(JSON.parse(fromUtf8(frame)));
      void createFakeHost({ nowMs })
        .call("host.info", {})
        .then((told) => pair.a.send(utf8(JSON.stringify({ id, ...told }))));
    });
    return Promise.resolve(ok(pair.b));
  };
  const line = createHostLine({ open, clock, reconnect: patientReconnect });
  onTestFinished(() => line.dispose());
  line.onStatus(({ name }) => seen.push(name));
  /** Everything that is under way in this process has arrived. */
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    line,
    clock,
    seen,
    settled,
    answers: (next: boolean) => (answers = next),
    refuses: (reason: CloseReason) => (refusal = { reason, message: reason }),
    close: (reason: CloseReason) => far?.close(reason),
    opened: () => opened,
    /** Lets the next attempt take place; how long it was waited for. */
    async nextAttempt() {
      const [delayMs = Number.NaN] = clock.scheduled;
      clock.advance(delayMs);
      await settled();
      return delayMs;
    },
  };
}

describe("an owner's line to the host", () => {
  it("is made anew at once and then ever less often, until a host has answered", async () => {
    const { line, seen, settled, answers, close, nextAttempt } = setUp();
    await settled();
    answers(false);
    close("lost");
    await settled();
    const delays: number[] = [];
    while (delays.length < 8) delays.push(await nextAttempt());
    expect(delays).toEqual([0, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(await line.call("session.list", {})).toMatchObject({ error: { code: "host-gone" } });
    answers(true);
    await nextAttempt();
    expect(seen).toEqual(["live", "reconnecting", "live"]);
    close("lost");
    await settled();
    expect(await nextAttempt()).toBe(0);
    expect(seen).toEqual(["live", "reconnecting", "live", "reconnecting", "live"]);
  });

  it("is given up after five minutes, and tried again with the same patience when told to", async () => {
    const { line, clock, seen, settled, answers, close, nextAttempt } = setUp();
    await settled();
    answers(false);
    close("lost");
    await settled();
    while (line.status.name === "reconnecting") await nextAttempt();
    expect(seen).toEqual(["live", "reconnecting", "gone"]);
    expect(clock.monotonicMs()).toBeGreaterThan(300_000);
    expect(clock.scheduled).toEqual([]);
    line.retry();
    await settled();
    expect(seen.slice(3)).toEqual(["reconnecting"]);
    answers(true);
    await nextAttempt();
    expect(seen.slice(3)).toEqual(["reconnecting", "live"]);
  });

  it.each(["protocol-error", "version-unsupported", "authentication-failed"] as const)(
    "is given up at once where the next would end alike: %s",
    async (reason) => {
      const { seen, clock, settled, close } = setUp();
      await settled();
      close(reason);
      await settled();
      expect(seen).toEqual(["live", "gone"]);
      expect(clock.scheduled).toEqual([]);
    },
  );

  it("is given up once nothing of Tandem's can be reached", async () => {
    const { seen, settled, refuses, close, nextAttempt } = setUp();
    await settled();
    refuses("server-unreachable");
    close("lost");
    await settled();
    await nextAttempt();
    expect(seen).toEqual(["live", "reconnecting", "gone"]);
  });

  it("has failed where no host has answered, and is tried again when told to, once", async () => {
    const { line, seen, settled, close, opened } = setUp();
    close("host-offline");
    await settled();
    expect(seen).toEqual(["failed"]);
    line.retry();
    line.retry();
    await settled();
    expect(seen).toEqual(["failed", "opening", "live"]);
    expect(opened()).toBe(2);
  });

  it("is left for good once it is disposed of: live, waiting for an attempt, or in the middle of one", async () => {
    const live = setUp();
    await live.settled();
    live.line.dispose();
    await live.settled();
    expect(live.seen).toEqual(["live"]);
    expect(live.clock.scheduled).toEqual([]);

    const waiting = setUp();
    await waiting.settled();
    waiting.close("lost");
    await waiting.settled();
    waiting.line.dispose();
    expect(waiting.clock.scheduled).toEqual([]);

    const { line, clock, seen, settled, close, opened } = setUp();
    await settled();
    close("lost");
    await settled();
    clock.advance(0);
    line.dispose();
    await settled();
    expect(opened()).toBe(2);
    expect(seen).toEqual(["live", "reconnecting"]);
    expect(clock.scheduled).toEqual([]);
  });
});
