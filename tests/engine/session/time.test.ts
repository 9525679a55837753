import { afterEach, describe, expect, it } from "vitest";
import { createBenchTarget } from "../../support/bench-target.ts";
import { createTestClock } from "../../support/clock.ts";
import { readEntries } from "../../support/log.ts";
import { arrive, arriveAs, pass, type TestSession, testSession, untilOn } from "../../support/session.ts";

const hourMs = 3_600_000;

let open: TestSession | undefined;
afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

async function begin() {
  const clock = createTestClock();
  const test = await testSession({ clock, target: createBenchTarget() });
  open = test;
  await arrive(test.owner);
  const happened = (type: string) =>
    readEntries(test.lines).flatMap(({ event }) => (event.type === type ? [event] : []));
  return { ...test, clock, happened };
}

describe("[L9] time", () => {
  it("[J2] closes a link to the millisecond, and leaves those who came by it inside", async () => {
    const { clock, share, join, session } = await begin();
    const link = await share({ expiresInMs: 60_000 });
    const expiresAtMs = session.state.links[link]?.expiresAtMs ?? 0;
    const early = join(link);
    await arriveAs(early);
    await pass(clock, expiresAtMs - 1 - clock.wallMs());
    expect(await arrive(join(link))).toMatchObject({ name: "live" });
    clock.advance(1);
    const late = join(link);
    expect(await arrive(late)).toMatchObject({ name: "over", closing: { reason: "refused" } });
    clock.advance(10);
    expect(session.state.links[link]?.status).toBe("expired");
    expect(early.client.status.name).toBe("live");
    expect(await early.client.call("chat.send", { text: "still here" })).toMatchObject({ ok: true });
  });

  it("expires a link by itself, with nobody asking for anything", async () => {
    const { clock, share, session } = await begin();
    const link = await share({ expiresInMs: 60_000 });
    await pass(clock, 61_000);
    expect(session.state.links[link]?.status).toBe("expired");
  });

  it("waits for a deadline that lies further off than a timer can", async () => {
    const { clock, share, session } = await begin();
    const link = await share({ expiresInMs: 30 * 24 * hourMs });
    expect(Math.max(...clock.scheduled)).toBeLessThanOrEqual(0x7fff_ffff);
    for (let day = 0; day < 29; day++) clock.advance(24 * hourMs);
    expect(session.state.links[link]?.status).toBe("open");
    clock.advance(25 * hourMs);
    expect(session.state.links[link]?.status).toBe("expired");
  });

  it("[J6] keeps a lost line's place for two minutes, and not longer", async () => {
    const { clock, share, join, session } = await begin();
    const guest = join(await share());
    const participant = await arriveAs(guest);
    guest.cut();
    await untilOn(
      clock,
      "the host noticing",
      () => session.state.participants[participant]?.presence.name === "lost",
    );
    await pass(clock, 119_000);
    expect(session.state.participants[participant]?.presence.name).toBe("lost");
    await pass(clock, 2_000);
    expect(session.state.participants[participant]?.presence.name).toBe("gone");
  });

  it.each([
    ["forward", 2 * hourMs],
    ["back", -2 * hourMs],
  ])("set %s is logged once, and deadlines follow the wall's", async (_way, byMs) => {
    const { clock, share, join, session, happened } = await begin();
    const link = await share({ expiresInMs: hourMs });
    await pass(clock, 10_000);
    clock.jumpWall(byMs);
    const guest = join(link);
    const status = await arrive(guest);
    expect(status.name).toBe(byMs > 0 ? "over" : "live");
    await pass(clock, 2_000);
    expect(happened("clock.jumped")).toEqual([{ type: "clock.jumped", byMs }]);
    expect(session.state.wallOffsetMs + clock.monotonicMs()).toBeCloseTo(clock.wallMs(), -2);
    await pass(clock, 1_000);
    if (byMs > 0) return;
    await pass(clock, 2 * hourMs, 60_000);
    expect(session.state.links[link]?.status).toBe("open");
    await pass(clock, hourMs, 60_000);
    expect(session.state.links[link]?.status).toBe("expired");
  });

  it("set forward to shortly before a deadline brings it that much nearer", async () => {
    const { clock, share, owner, session, happened } = await begin();
    const link = await share({ expiresInMs: hourMs });
    const expiresAtMs = session.state.links[link]?.expiresAtMs ?? 0;
    await pass(clock, 12_000);
    const byMs = hourMs - 17_000;
    clock.jumpWall(byMs);
    await owner.client.call("chat.send", { text: "what time is it?" });
    expect(happened("clock.jumped")).toEqual([{ type: "clock.jumped", byMs }]);
    clock.advance(expiresAtMs - 1 - clock.wallMs());
    expect(session.state.links[link]?.status).toBe("open");
    clock.advance(10);
    expect(session.state.links[link]?.status).toBe("expired");
  });

  it.each([
    ["before a deadline", hourMs / 2],
    ["past a deadline", 2 * hourMs],
  ])(
    "set forward to %s is noticed within ten seconds, with nobody asking for anything",
    async (_to, byMs) => {
      const { clock, share, session, happened } = await begin();
      const link = await share({ expiresInMs: hourMs });
      const expiresAtMs = session.state.links[link]?.expiresAtMs ?? 0;
      clock.jumpWall(byMs);
      clock.advance(10_000);
      expect(happened("clock.jumped")).toEqual([{ type: "clock.jumped", byMs }]);
      clock.advance(Math.max(0, expiresAtMs + 10 - clock.wallMs()));
      expect(session.state.links[link]?.status).toBe("expired");
    },
  );

  it("that drifts by less than two seconds is let pass", async () => {
    const { clock, share, happened } = await begin();
    clock.jumpWall(1_900);
    await share();
    await pass(clock, 2_000);
    expect(happened("clock.jumped")).toEqual([]);
  });

  it("[L2] puts a checkpoint at most a second after what it signs, and none where nothing happened", async () => {
    const { clock, session, lines, owner } = await begin();
    await pass(clock, 5_000, 500);
    const quiet = lines.length;
    await pass(clock, 20_000, 500);
    expect(lines.length).toBe(quiet);
    await owner.client.call("chat.send", { text: "hello" });
    const before = session.state.elapsedMs;
    for (let i = 0; i < 3; i++) await owner.client.call("chat.send", { text: `more ${i}` });
    await pass(clock, 1_000, 100);
    expect(lines.length).toBe(quiet + 5);
    expect(session.state.elapsedMs - before).toBeLessThanOrEqual(1_000);
    expect(new TextDecoder().decode(lines.at(-1))).toContain('\\"type\\":\\"checkpoint\\"');
  });
});
