import { afterEach, expect, it } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { createBenchTarget } from "../support/bench-target.ts";
import { createTestClock, type TestClock } from "../support/clock.ts";
import { count } from "../support/counts.ts";
import { expectNoLeaks } from "../support/leaks.ts";
import { readEntries, verifyBoth } from "../support/log.ts";
import { heldBytes } from "../support/memory.ts";
import { createPrng } from "../support/prng.ts";
import {
  arrive,
  arriveAs,
  crypto,
  pass,
  type TestSession,
  testSession,
  until,
  untilOn,
} from "../support/session.ts";
import { call, fatal, harmless, knock, refused, sneaky, turn } from "./stranger.ts";

expectNoLeaks();

let open: TestSession | undefined;
afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

async function siege(clock?: TestClock) {
  const target = createBenchTarget();
  const test = await testSession({
    target,
    ...(clock === undefined ? {} : { clock }),
    mode: { ...defaultModes.interactive, max_participants: 100 },
  });
  open = test;
  await arrive(test.owner);
  const witness = test.join(await test.share(), { name: "Honest" });
  await arriveAs(witness);
  const view = await test.share();
  const asks = await test.share({ grant: "interact" });
  return { test, target, view, asks, witness };
}

/** What nobody of these may change: everything but who is here, who waits and what links were used for. */
function untouchable({ session }: TestSession) {
  const { mode, size, phase, recording, screen, chat, owner, title, links, participants } = session.state;
  const { control, lines, paused, sharing, fourEyes, blocked, joinerScrollback } = session.state;
  const { proposals, questions, annotations, bookmarks } = session.state;
  return JSON.stringify({
    mode,
    size,
    phase,
    recording,
    screen,
    chat,
    owner,
    title,
    control,
    lines,
    paused,
    sharing,
    fourEyes,
    blocked,
    joinerScrollback,
    proposals,
    questions,
    annotations,
    bookmarks,
    special: Object.values(participants).filter((each) => each.witness || each.role === "mentor").length,
    links: Object.values(links).map(({ uses: _uses, lastUsedAtMs: _at, ...link }) => link),
    permissions: Object.values(participants).filter((each) => each.permissions.allow_input).length,
  });
}

const messages = count(20_000, 200_000);

it(
  `[P4, P5, P1] nothing is changed, typed or kept by ${messages} hostile messages of people who were let in to watch`,
  async () => {
    const seed = Number(process.env["TANDEM_SEED"] ?? Math.floor(Math.random() * 0x7fff_ffff));
    const prng = createPrng(seed);
    const clock = createTestClock();
    const { test, target, view, witness } = await siege(clock);
    const before = untouchable(test);
    // Fresh lines of people who come again: what a crowd of strangers costs is measured elsewhere.
    const identities = Array.from({ length: 60 }, () => crypto.createEd25519());
    let sent = 0;
    const attackOnce = async () => {
      const stranger = knock(test, view, prng.pick(identities));
      await until("being let in", () => stranger.heard[0]?.t === "welcome");
      // Few enough for what one person may ask at once: a flood is another test's matter.
      const soft = 1 + prng.below(20);
      for (let i = 0; i < soft; i++) {
        const attack = prng.oneIn(4) ? prng.pick(harmless) : prng.pick(refused);
        const said = attack?.(prng, test);
        if (said !== undefined) stranger.say(said.lane, said.text);
        sent += 1;
      }
      stranger.say("call", call(4242, "input.key", { data: sneaky }));
      await until("all of it being dealt with", () => {
        return (
          stranger.closed() !== undefined || stranger.heard.some((each) => "id" in each && each.id === 4242)
        );
      });
      expect(stranger.closed(), `seed ${seed}`).toBeUndefined();
      for (const said of stranger.heard) if (said.t === "answer") expect(said.ok, `seed ${seed}`).toBe(false);
      const last = prng.pick(fatal)?.(prng, test);
      if (last !== undefined) stranger.say(last.lane, last.text);
      sent += 1;
      await until("the line being cut", () => stranger.closed() !== undefined);
      expect(stranger.closed(), `seed ${seed}: ${String(last?.text).slice(0, 80)}`).toBe("protocol-error");
      // The honest guest is there all the while, and says so.
      void witness.client.call("presence.active", {});
      // What they may ask is theirs, not the line's: it comes back with time.
      await pass(clock, 3_000);
    };
    for (let i = 0; i < 100; i++) await attackOnce();
    const held = await heldBytes();
    const counted = sent;
    while (sent < messages) await attackOnce();
    const grown = (await heldBytes()) - held;
    // What the log itself keeps for who is behind is bounded, and lines of a test are kept by the test.
    const logged = test.lines.reduce((sum, line) => sum + line.length + 200, 0);
    expect(grown, `bytes more after ${sent - counted} messages`).toBeLessThan(24 * 1024 * 1024 + 3 * logged);
    expect(target.received).toEqual([]);
    expect(untouchable(test)).toBe(before);
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
    expect(witness.client.status.name).toBe("live");
    await untilOn(clock, "the honest guest standing where the host does", () => {
      return witness.client.state?.seq === test.session.state.seq;
    });
    expect(await test.owner.client.call("input.key", { data: "fine" })).toMatchObject({ ok: true });
    await test.dispose();
    expect(verifyBoth(test.lines, test.privateLines)).toMatchObject({
      public: { verdict: "sealed" },
      private: { verdict: "sealed" },
    });
    const allowed = /^(session|link|participant|checkpoint|terminal|input|output|target)/;
    for (const { event } of readEntries(test.lines)) expect(event.type).toMatch(allowed);
  },
  20 * 60_000,
);

it("[J4, P5] before being let in, nothing is answered but pings, and what is no part of the protocol ends the line", async () => {
  const prng = createPrng(7);
  const { test, target, asks } = await siege();
  const { seq } = test.session.state;
  for (const attack of [...refused, ...fatal]) {
    const stranger = knock(test, asks);
    await until("being kept waiting", () => stranger.heard.some(({ t }) => t === "waiting"));
    const said = attack(prng, test);
    stranger.say("call", '{"t":"ping","id":1}');
    stranger.say(said.lane, said.text);
    await until("an answer or the end", () => stranger.closed() !== undefined || stranger.heard.length >= 3);
    expect(stranger.closed()).toBe(fatal.includes(attack) ? "protocol-error" : undefined);
    for (const each of stranger.heard) {
      if (each.t === "answer") expect(each).toMatchObject({ ok: false, code: "not-in-session" });
    }
    stranger.close();
    await until("their request lapsing", () => Object.keys(test.session.state.joinRequests).length === 0);
  }
  expect(target.received).toEqual([]);
  const since = readEntries(test.lines).slice(seq);
  expect(new Set(since.map(({ event }) => event.type))).toEqual(
    new Set(
      ["join.requested", "join.lapsed", "checkpoint"].filter((type) =>
        since.some((e) => e.event.type === type),
      ),
    ),
  );
});

it("[P7] a flood of calls is first refused, then cut off, and costs the others nothing", async () => {
  const { test, view, witness } = await siege();
  const stranger = knock(test, view);
  await until("being let in", () => stranger.heard[0]?.t === "welcome");
  let asked = 0;
  while (stranger.closed() === undefined && asked < 50_000) {
    for (let i = 0; i < 50; i++) stranger.say("call", call(asked++, "chat.send", { text: "spam" }));
    await turn();
  }
  expect(["over-budget", "too-slow"]).toContain(stranger.closed());
  expect(stranger.heard.filter((each) => each.t === "answer" && each.ok).length).toBeLessThan(60);
  expect(stranger.heard.some((each) => each.t === "answer" && !each.ok && each.code === "too-fast")).toBe(
    true,
  );
  expect(test.session.state.chat.length).toBeLessThan(60);
  expect(await witness.client.call("chat.send", { text: "unharmed" })).toMatchObject({ ok: true });
});

it("[P7] a flood of glances is passed on no faster than somebody types", async () => {
  const { test, view, witness } = await siege();
  const stranger = knock(test, view);
  await until("being let in", () => stranger.heard[0]?.t === "welcome");
  let seen = 0;
  witness.client.onGlance(() => (seen += 1));
  const beganMs = performance.now();
  for (let i = 0; i < 20_000; i++) {
    stranger.say("glance", '{"g":"typing"}');
    if (i % 100 === 0) await turn();
  }
  await until("one arriving", () => seen > 0);
  expect(seen).toBeLessThanOrEqual(2 + ((performance.now() - beganMs) / 1000) * 8);
  expect(stranger.closed()).toBeUndefined();
});

it("[F1] acknowledging what was never sent ends the line; acknowledging it all at once hurts nobody else", async () => {
  const { test, target, view, witness } = await siege();
  const liar = knock(test, view);
  await until("being let in", () => liar.heard.length > 0);
  await turn();
  liar.say("call", '{"t":"ack","bytes":1000000000}');
  await until("the line being cut", () => liar.closed() !== undefined);
  expect(liar.closed()).toBe("protocol-error");
  const twice = knock(test, view);
  await until("being let in", () => twice.heard.length > 0);
  twice.say("call", '{"t":"ack","bytes":10}');
  twice.say("call", '{"t":"ack","bytes":10}');
  await until("the line being cut", () => twice.closed() !== undefined);
  expect(twice.closed()).toBe("protocol-error");
  target.say(utf8("untouched\r\n"));
  await until("the honest guest seeing it", () => witness.shown().includes("untouched"));
});

it("[P5] frames that are none end the line, whoever sends them", async () => {
  const { test, view } = await siege();
  const frames = [
    Uint8Array.of(),
    Uint8Array.of(2),
    Uint8Array.of(6, 1),
    Uint8Array.of(0xff, 1),
    Uint8Array.of(0x82, 1),
  ];
  for (const frame of frames) {
    const stranger = knock(test, view);
    await until("being let in", () => stranger.heard[0]?.t === "welcome");
    stranger.frame(frame);
    await until("the line being cut", () => stranger.closed() !== undefined);
    expect(stranger.closed()).toBe("protocol-error");
  }
});
