import { afterEach, describe, expect, it } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { maxMessageBytes } from "../../../shared/channel/connection.ts";
import { patientReconnect } from "../../../shared/client/reconnect.ts";
import { visible } from "../../../shared/state/evolve.ts";
import { type BenchTarget, createBenchTarget } from "../../support/bench-target.ts";
import { createTestClock } from "../../support/clock.ts";
import { heldBytes } from "../../support/memory.ts";
import {
  arrive,
  type TestPeer,
  type TestSession,
  pass,
  testSession,
  tick,
  until,
  untilOn,
} from "../../support/session.ts";

let open: TestSession | undefined;
afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Output in pieces as a PTY gives them, each in a turn of its own. */
async function pour(target: BenchTarget, bytes: number, piece = 65_536): Promise<void> {
  const line = utf8(`${"0123456789abcdef".repeat(4)}\r\n`);
  const chunk = new Uint8Array(piece).map((_, i) => line[i % line.length] ?? 0);
  for (let sent = 0; sent < bytes; sent += piece) {
    target.say(chunk);
    await turn();
  }
}

async function begin(options: Parameters<typeof testSession>[0] = {}) {
  const target = createBenchTarget();
  const test = await testSession({ target, ...options });
  open = test;
  await arrive(test.owner);
  return { ...test, target };
}

const shows = (peer: TestPeer, text: string) =>
  until(`them seeing ${text}`, () => peer.shown().includes(text));

describe("somebody who takes nothing in", () => {
  it("[F1, F3] has no more than a window under way, costs no memory and slows nobody", async () => {
    const { join, share, target } = await begin({ keepLines: false });
    const link = await share();
    const [frozen, lively] = [join(link), join(link)];
    await arrive(frozen);
    await arrive(lively);
    await until("both having their screens", () => frozen.screens() > 0 && lively.screens() > 0);
    frozen.freeze();
    await pour(target, 4_000_000);
    const before = await heldBytes();
    await pour(target, 40_000_000);
    target.say(utf8("the end\r\n"));
    await shows(lively, "the end");
    const after = await heldBytes();
    expect(frozen.untaken()).toBeLessThanOrEqual(1_048_576 + 65_536);
    expect(after - before).toBeLessThan(16 * 1024 * 1024);
    frozen.thaw();
    await shows(frozen, "the end");
  });

  it("[F3, F4, L3] is cut off as too slow after 15 seconds without progress, resumes and misses no event", async () => {
    const clock = createTestClock();
    const { join, share, target, session } = await begin({ clock });
    const slow = join(await share(), { reconnect: patientReconnect });
    await untilOn(clock, "having the screen", () => slow.screens() > 0);
    const statuses: string[] = [];
    slow.client.onStatus((status) =>
      statuses.push(status.name === "reconnecting" ? status.closing.reason : status.name),
    );
    slow.freeze();
    // The shadow terminal's worker keeps the wall's time: while a screen is being made, nothing is under way.
    await untilOn(clock, "something being under way to them", () => {
      target.say(utf8("more and more\r\n"));
      return slow.untaken() > 0;
    });
    for (let time = 0; statuses.length === 0 && time < 400; time++) {
      target.say(utf8("more and more\r\n".repeat(300)));
      await tick(clock, 100);
    }
    expect(statuses[0]).toBe("too-slow");
    slow.thaw();
    await session.callAsOwner("chat.send", { text: "all there?" });
    await untilOn(clock, "being back", () => slow.client.state?.chat.length === 1);
    clock.advance(1_100);
    await untilOn(clock, "standing where the host does", () => slow.client.state?.seq === session.state.seq);
    expect(slow.client.state).toEqual(visible(session.state));
  });
});

describe("once the shadow terminal has failed for good", () => {
  const begun = async () => {
    const screenWorker = new URL("../screen/poisoned-worker.ts", import.meta.url);
    const test = await begin({ screenWorker });
    await until("two workers dying of it", () => {
      test.target.say(utf8("POISON\r\n"));
      return test.session.state.screen === "failed";
    });
    return test;
  };

  it("[F2] who falls behind is shown the last of it", async () => {
    const { join, share, target } = await begun();
    const guest = join(await share());
    await arrive(guest);
    guest.freeze();
    await pour(target, 4_000_000);
    guest.thaw();
    await pour(target, 100_000);
    target.say(utf8("what comes then"));
    await shows(guest, "what comes then");
    expect(guest.client.status.name).toBe("live");
  });

  it("[F2] who joins sees what comes from then on", async () => {
    const { join, share, target } = await begun();
    const guest = join(await share());
    await arrive(guest);
    target.say(utf8("what comes then"));
    await shows(guest, "what comes then");
    expect(guest.client.status.name).toBe("live");
  });
});

describe("somebody who is behind", () => {
  it("[F2] is given every event but output, also when they are more than one message holds", async () => {
    const { join, share, target, session } = await begin();
    const slow = join(await share());
    await arrive(slow);
    await until("having the screen", () => slow.screens() > 0);
    slow.freeze();
    await pour(target, 1_000_000);
    const text = "x".repeat(4_000);
    const messages = Math.ceil((1.5 * maxMessageBytes.log) / text.length);
    const heard: number[] = [];
    slow.client.onEntry(({ entry }) => entry.event.type === "chat.sent" && heard.push(entry.seq));
    for (let i = 0; i < messages; i++) {
      expect(await session.callAsOwner("chat.send", { text: `${i} ${text}`.slice(0, 4_000) })).toMatchObject({
        ok: true,
      });
    }
    await pour(target, 1_000_000);
    slow.thaw();
    await until("every message arriving", () => heard.length === messages);
    expect(slow.client.status.name).toBe("live");
  });

  it("[F2] joins in the middle of a flood and has the end of it soon after", async () => {
    const { join, share, target } = await begin();
    const link = await share();
    const pouring = pour(target, 20_000_000);
    await turn();
    const late = join(link);
    await arrive(late);
    await until("a first screen", () => late.screens() > 0);
    await pouring;
    target.say(utf8("the end\r\n"));
    await shows(late, "the end");
    expect(late.client.status.name).toBe("live");
  });

  it("[F2] joins after a long stretch without output, in which only events happened", async () => {
    const { join, share, target, session } = await begin();
    const link = await share();
    target.say(utf8("the last output\r\n"));
    for (let i = 0; i < 60; i++)
      await session.callAsOwner("chat.send", { text: `${i} ${"y".repeat(3_900)}` });
    const late = join(link);
    await arrive(late);
    await shows(late, "the last output");
    await session.callAsOwner("chat.send", { text: "do you see this?" });
    await until("them reading it", () => late.client.state?.chat.at(-1)?.text === "do you see this?");
    expect(late.screens()).toBeLessThanOrEqual(3);
  });

  it("[F3] is not taken for stuck when a burst follows a long silence", async () => {
    const clock = createTestClock();
    const { join, share, target, session } = await begin({ clock });
    const guest = join(await share());
    await untilOn(clock, "having the screen", () => guest.screens() > 0);
    clock.advance(1_100);
    await untilOn(clock, "quiet", () => guest.client.state?.seq === session.state.seq);
    await pass(clock, 60_000);
    target.say(utf8("\u001b[0m".repeat(16_000)));
    target.say(utf8("still here\r\n"));
    await untilOn(clock, "seeing it", () => guest.shown().includes("still here"));
    expect(guest.client.status.name).toBe("live");
  });
});
