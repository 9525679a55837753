import { afterEach, expect, it } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { createBenchTarget } from "../support/bench-target.ts";
import { check } from "../support/check.ts";
import { count } from "../support/counts.ts";
import { readEntries } from "../support/log.ts";
import { heldBytes } from "../support/memory.ts";
import { createPrng } from "../support/prng.ts";
import { arrive, arriveAs, type TestSession, testSession, until } from "../support/session.ts";
import { call, fatal, free, refused } from "./attacks.ts";
import { keptSeeds } from "./kept-seeds.ts";
import { beginSiege } from "./siege.ts";
import { knock, turn } from "./stranger.ts";

let open: TestSession | undefined;
afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

/** A session with somebody honest in it, and links for strangers. */
async function begin() {
  const target = createBenchTarget();
  const test = await testSession({
    target,
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

const messages = count(20_000, 200_000);
const messagesOfASiege = 2_000;
/** What a siege may keep besides three times what it logged: a screen's buffers and what people have yet to take in. */
const keptBytes = 24 * 1024 * 1024;

/** One session under siege, to its end. */
async function playSiege(seed: number): Promise<ReadonlySet<string>> {
  const siege = await beginSiege(seed);
  const until = async (sent: number) => {
    while (siege.sent < sent) await siege.assault();
    return { held: await heldBytes(), logged: siege.loggedBytes };
  };
  try {
    const early = await until(messagesOfASiege / 4);
    const late = await until(messagesOfASiege);
    const grown = late.held - early.held;
    check(grown < keptBytes + 3 * (late.logged - early.logged), `a siege keeps ${grown} bytes`);
    await siege.end();
    return siege.seen;
  } finally {
    await siege.dispose();
  }
}

const seen = new Set<string>();
const kept = keptSeeds("hostile-seeds.json", async (seed) => {
  for (const each of await playSiege(seed)) seen.add(each);
});

it.each(kept.seeds)(
  "[P2, P3] plays seed %i, which once failed",
  async (seed) => {
    await expect(kept.play(seed)).resolves.toBeUndefined();
  },
  60_000,
);

it(
  `[P1, P2, P3, P4, P5, J4, M1, M4, M8, M10] nothing is typed, held or learnt by ${messages} hostile messages of strangers, each new, in every mode, while others work`,
  async () => {
    const sieges = kept.isAlone ? 1 : messages / messagesOfASiege;
    let held = 0;
    for (let i = 0; i < sieges; i++) {
      await expect(kept.play(kept.first + i)).resolves.toBeUndefined();
      if (i === 1) held = await heldBytes();
    }
    if (kept.isAlone) return;
    expect((await heldBytes()) - held, "bytes kept of sessions that are over").toBeLessThan(keptBytes);
    expect([...seen]).toEqual(expect.arrayContaining(comesAbout));
  },
  20 * 60_000,
);

/** In so many sieges all of this comes about, or they would show nothing. */
const comesAbout = [
  "mode presenter",
  "mode view_only",
  "mode interactive interleaved",
  "mode interactive queued",
  "mode interactive token",
  "control.granted",
  "control.returned",
  "control.offered",
  "input.submitted",
  "line.started",
  "proposal.approved",
  "session.paused",
  "session.resumed",
  "sharing.switched",
  "witness.named",
  "participant.removed",
  "participant.blocked",
  "link.restricted",
  "role.changed",
  "a stranger: participant.joined",
  "a stranger: participant.connected",
  "a stranger: join.requested",
  "a stranger: control.requested",
  // The one or other who was lent it has typed: a stranger's input is not refused for being a stranger's.
  "a stranger: input.submitted",
  "closed: protocol-error",
  "closed: refused",
  "closed: removed",
  "closed: left",
  "closed: lost",
  "refused: no-input-permission",
  "refused: not-controller",
  "refused: owner-does-this",
  "refused: paused",
  "refused: unknown-command",
  "turned away: link-revoked",
  "turned away: link-expired",
  "turned away: link-unknown",
  "turned away: notice-not-accepted",
  "turned away: malformed",
];

it("[J4, P5] before being let in, nothing is answered but pings, and what is no part of the protocol ends the line", async () => {
  const prng = createPrng(7);
  const { test, target, asks } = await begin();
  const { seq } = test.session.state;
  for (const attack of [...refused, ...free, ...fatal]) {
    const stranger = knock(test, asks);
    await until("being kept waiting", () => stranger.heard.some(({ t }) => t === "waiting"));
    const said = attack(prng, test.session.state);
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
  const { test, view, witness } = await begin();
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
  const { test, view, witness } = await begin();
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
  const { test, target, view, witness } = await begin();
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
  const { test, view } = await begin();
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
