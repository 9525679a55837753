import { afterEach, describe, expect, it } from "vitest";
import { patientReconnect } from "../../../shared/client/reconnect.ts";
import type { ClientStatus } from "../../../shared/client/status.ts";
import { visible } from "../../../shared/state/evolve.ts";
import { createBenchTarget } from "../../support/bench-target.ts";
import { createTestClock } from "../../support/clock.ts";
import {
  arrive,
  arriveAs,
  crypto,
  pass,
  type TestPeer,
  type TestSession,
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

async function begin(options: Parameters<typeof testSession>[0] = {}) {
  const test = await testSession(options);
  open = test;
  await arrive(test.owner);
  return test;
}

const settled = ({ session }: TestSession, peer: TestPeer) =>
  until("standing where the host does", () => peer.client.state?.seq === session.state.seq);

const isOver = (peer: TestPeer, reason: string) =>
  until(`being out: ${reason}`, () => {
    const { status } = peer.client;
    return status.name === "over" && status.closing.reason === reason;
  });

describe("[F4] coming back", () => {
  it("ahead of the log, as after a crash of the host, starts from a snapshot and drops the surplus", async () => {
    const test = await begin();
    const identity = crypto.createEd25519();
    const link = await test.share();
    await arrive(test.join(link, { identity }));
    const ahead = test.join(link, { identity, pretend: () => ({ epoch: 1, seq: 9_999 }) });
    await arrive(ahead);
    await until("a whole screen", () => ahead.screens() > 0);
    await settled(test, ahead);
    expect(ahead.client.state).toEqual(visible(test.session.state));
  });

  it("from another epoch starts from a snapshot", async () => {
    const test = await begin();
    const other = test.join(await test.share(), { pretend: () => ({ epoch: 7, seq: 1 }) });
    await arrive(other);
    await until("a whole screen", () => other.screens() > 0);
    expect(other.client.state?.epoch).toBe(1);
  });

  it("while the scrollback was on its way asks for it again", async () => {
    const clock = createTestClock();
    const test = await testSession({ clock });
    open = test;
    const guest = test.join(await test.share(), { reconnect: patientReconnect });
    const depths: string[] = [];
    guest.client.onScreen(({ depth }) => depths.push(depth));
    await untilOn(clock, "a first screen", () => depths.length > 0);
    expect(depths).toEqual(["screen"]);
    // The question goes out, and the line is lost before the answer is here.
    clock.advance(80);
    guest.cut();
    await untilOn(clock, "the scrollback", () => depths.includes("everything"));
  });

  it("where it was goes on without a whole screen, and shows what came meanwhile", async () => {
    const target = createBenchTarget();
    const test = await begin({ target });
    const guest = test.join(await test.share(), { reconnect: patientReconnect });
    await arrive(guest);
    await until("a whole screen", () => guest.screens() > 0);
    await settled(test, guest);
    const screens = guest.screens();
    guest.cut();
    target.say(new TextEncoder().encode("while away\r\n"));
    await until("seeing it", () => guest.shown().includes("while away"));
    expect(guest.screens()).toBe(screens);
  });
});

describe("[J9] one identity", () => {
  it("has one line: a later one replaces an earlier one, with the same place and rights", async () => {
    const test = await begin();
    const identity = crypto.createEd25519();
    const link = await test.share({ maxUses: 1 });
    const first = test.join(link, { identity });
    const participant = await arriveAs(first);
    const second = test.join(link, { identity });
    expect(await arriveAs(second)).toBe(participant);
    await isOver(first, "replaced");
    expect(test.session.state.participants[participant]?.presence).toEqual({ name: "present" });
    expect(test.session.state.links[link]?.uses).toBe(1);
    expect(await second.client.call("chat.send", { text: "here" })).toMatchObject({ ok: true });
  });

  it("waits once: asking again from elsewhere replaces the line, and approval lets the later one in", async () => {
    const test = await begin();
    const identity = crypto.createEd25519();
    const link = await test.share({ approval: true });
    const first = test.join(link, { identity });
    const participant = await arriveAs(first);
    const second = test.join(link, { identity });
    expect(await arriveAs(second)).toBe(participant);
    await isOver(first, "replaced");
    expect(Object.keys(test.session.state.joinRequests)).toEqual([participant]);
    expect(await test.owner.client.call("join.approve", { participant })).toMatchObject({ ok: true });
    await until("being in", () => second.client.status.name === "live");
  });
});

describe("two windows of the owner's", () => {
  it("both show everything, private entries included, and either types; closing one does not lose the owner", async () => {
    const test = await begin();
    const second = test.openWindow();
    await arrive(second);
    const guest = test.join(await test.share());
    const participant = await arriveAs(guest);
    for (const window of [test.owner, second]) {
      await until("both knowing the address", () => {
        const { addresses } = window.client.state?.private ?? { addresses: {} };
        return addresses[participant]?.address === "127.0.0.1";
      });
    }
    expect(guest.client.state?.private.addresses).toEqual({});
    expect(await second.client.call("input.key", { data: "from the second\r" })).toMatchObject({ ok: true });
    await until("the first seeing it", () => test.owner.shown().includes("from the second"));
    second.cut();
    await isOver(second, "lost");
    expect(await test.owner.client.call("input.key", { data: "x" })).toMatchObject({ ok: true });
    expect(test.session.state.participants[test.session.state.owner]?.presence).toEqual({ name: "present" });
  });

  it("that is opened when the session is over is told so", async () => {
    const target = createBenchTarget();
    const test = await begin({ target });
    await test.session.stop();
    await until("everybody being out", () => target.listeners === 0);
    const late = test.openWindow();
    await isOver(late, "ended");
    expect(late.client.state).toBeUndefined();
  });
});

describe("[L2] a host that stops", () => {
  it("seals the log, tells everybody, turns away who waits, and answers the rest that it is over", async () => {
    const test = await begin();
    const guest = test.join(await test.share());
    const waiting = test.join(await test.share({ grant: "interact" }));
    await arrive(guest);
    await arrive(waiting);
    await Promise.all([test.session.stop(), test.session.stop()]);
    await test.session.stop();
    expect(test.session.over).toBe(true);
    expect(new TextDecoder().decode(test.lines.at(-1))).toContain('\\"sealed\\":true');
    for (const peer of [test.owner, guest, waiting]) await isOver(peer, "ended");
    expect(guest.client.state?.phase).toMatchObject({ name: "ended", why: "host-stopped" });
    expect(await test.session.callAsOwner("chat.send", { text: "hello?" })).toMatchObject({
      code: "session-ended",
    });
    const late = test.join(await Promise.resolve(Object.keys(test.session.state.links)[0] as never));
    await isOver(late, "refused");
  });
});

describe("[J4] whoever waits", () => {
  it("is told nothing, and nothing they send meanwhile is done when they are let in", async () => {
    const target = createBenchTarget();
    const test = await begin({ target });
    const waiting = test.join(await test.share({ grant: "interact" }));
    const participant = await arriveAs(waiting);
    const seen: ClientStatus[] = [];
    waiting.client.onStatus((status) => seen.push(status));
    void waiting.client.call("input.key", { data: "rm -rf /\r" });
    void waiting.client.call("chat.send", { text: "let me in" });
    for (let i = 0; i < 10; i++) await new Promise<void>((resolve) => setImmediate(resolve));
    await test.owner.client.call("join.approve", { participant });
    await until("what becomes of it", () => seen.length > 0);
    for (let i = 0; i < 10; i++) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(target.received).toEqual([]);
    expect(test.session.state.chat).toEqual([]);
  });

  it("[J4] is still there after four minutes of waiting, and lapses after five", async () => {
    const clock = createTestClock();
    const test = await testSession({ clock });
    open = test;
    const link = await test.share({ grant: "interact" });
    const [patient, forgotten] = [test.join(link), test.join(link)];
    const participant = await arriveAs(patient);
    const other = await arriveAs(forgotten);
    await pass(clock, 4 * 60_000);
    expect(patient.client.status).toMatchObject({ name: "waiting", participant });
    await test.session.callAsOwner("join.approve", { participant });
    await until("being in", () => patient.client.status.name === "live");
    expect(Object.keys(test.session.state.joinRequests)).toEqual([other]);
    await pass(clock, 61_000);
    await isOver(forgotten, "refused");
    expect(forgotten.client.status).toMatchObject({
      closing: { message: expect.stringContaining("Nobody") },
    });
    expect(test.session.state.joinRequests).toEqual({});
  });

  it("frees their request by going away", async () => {
    const test = await begin();
    const waiting = test.join(await test.share({ grant: "interact" }));
    await arrive(waiting);
    waiting.cut();
    await until("the request lapsing", () => Object.keys(test.session.state.joinRequests).length === 0);
    expect(Object.keys(test.session.state.participants)).toEqual([test.session.state.owner]);
  });
});

describe("a session nobody does anything in", () => {
  it("has no timer running but those that watch for dead lines", async () => {
    const clock = createTestClock();
    const test = await testSession({ clock, target: createBenchTarget() });
    open = test;
    const { client } = test.owner;
    let whole = false;
    client.onScreen(({ depth }) => (whole ||= depth === "everything"));
    await untilOn(clock, "the owner's window having all of the screen", () => whole);
    // Longer than anything is kept for who might ask.
    for (let i = 0; i < 150; i++) await tick(clock, 20);
    // One on each side of the owner's window: a ping every 5 s, and the host's watch for silence.
    expect(clock.scheduled.filter((ms) => ms <= 5_000)).toHaveLength(1);
    expect(clock.scheduled).toHaveLength(2);
  });
});
