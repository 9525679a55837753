import { afterEach, expect, it } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import { createParticipantId, type LinkId } from "../../shared/base/ids.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { encodeFrame } from "../../shared/channel/chunked.ts";
import type { CloseReason } from "../../shared/channel/close-reason.ts";
import { type Lane, maxMessageBytes } from "../../shared/channel/connection.ts";
import { commandRows } from "../../shared/commands/table.ts";
import { decodeMessage, hostMessageSchema, type HostMessage } from "../../shared/wire/messages.ts";
import { systemRandom } from "../../electron/engine/ports.ts";
import { createBenchTarget } from "../support/bench-target.ts";
import { createTestClock, type TestClock } from "../support/clock.ts";
import { count } from "../support/counts.ts";
import { expectNoLeaks } from "../support/leaks.ts";
import { readEntries, verifyBoth } from "../support/log.ts";
import { heldBytes } from "../support/memory.ts";
import { createPrng, type Prng } from "../support/prng.ts";
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

expectNoLeaks();

/** Somebody who speaks the frames of the wire and none of its manners. */
interface Stranger {
  readonly heard: readonly HostMessage[];
  /** Undefined while the line is open. */
  readonly closed: () => CloseReason | undefined;
  say(lane: Lane, text: string | Uint8Array): void;
  frame(bytes: Uint8Array): void;
  close(): void;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function knock(test: TestSession, link: LinkId, identity = crypto.createEd25519()): Stranger {
  const { far } = test.knock(link, { identity });
  const heard: HostMessage[] = [];
  let closed: CloseReason | undefined;
  far.onFrame((frame) => {
    // The call lane's header byte; what comes in pieces is none of a stranger's business.
    if (frame[0] !== 2) return;
    const message = decodeMessage(hostMessageSchema, frame.subarray(1));
    if (message.ok) heard.push(message.value);
  });
  far.onClose((reason) => (closed = reason));
  const pieces = (channel: Channel, lane: Lane, message: Uint8Array) => {
    const most = 1_000_000;
    for (let at = 0; at < message.length; at += most) {
      channel.send(encodeFrame(lane, at + most < message.length, message.subarray(at, at + most)));
    }
  };
  return {
    heard,
    closed: () => closed,
    say: (lane, text) => pieces(far, lane, typeof text === "string" ? utf8(text) : text),
    frame: (bytes) => far.send(bytes),
    close: () => far.close("left"),
  };
}

const sneaky = "sneaky";

/** Values that some code somewhere trips over. */
function oddValue(prng: Prng, depth = 0): unknown {
  const odd: readonly unknown[] = [
    null,
    true,
    -0,
    1e400,
    Number.MAX_SAFE_INTEGER + 2,
    -1,
    0.5,
    "",
    sneaky,
    "\u0000",
    "\ud800",
    "\u202e",
    "__proto__",
    "PAR-AAAAAAAA",
    "PAR-AAAAAAAA\n",
    "LNK-AAAAAAAAAAAAAAAA",
    "x".repeat(5_000),
    [],
    {},
  ];
  if (depth > 3 || prng.oneIn(2)) return prng.pick(odd);
  if (prng.oneIn(2)) return Array.from({ length: prng.below(4) }, () => oddValue(prng, depth + 1));
  const names = ["type", "data", "text", "participant", "link", "mode", "constructor", "toString", "length"];
  return Object.fromEntries(
    names.filter(() => prng.oneIn(3)).map((name) => [name, oddValue(prng, depth + 1)]),
  );
}

/** A call of that name with an input that fits nobody's schema but by accident. */
function call(id: unknown, command: string, input: unknown): string {
  return JSON.stringify({ t: "call", id, command, input });
}

/** What is said: text of the call lane that is refused by an answer, ends the line, or either. */
type Attack = (prng: Prng, test: TestSession) => { readonly lane: Lane; readonly text: string | Uint8Array };

const onCall = (text: string | Uint8Array) => ({ lane: "call", text }) as const;

const hostNames = commandRows.filter((row) => row.origin === "host").map((row) => row.name);
const peerNames = commandRows.filter((row) => row.origin === "peer").map((row) => row.name);

/** Refused by an answer; the line stays. */
const refused: readonly Attack[] = [
  (prng) => onCall(call(prng.below(1e6), prng.pick(hostNames) ?? "", oddValue(prng))),
  (_prng, { session }) => {
    const [link] = Object.keys(session.state.links);
    const address = { address: "1.2.3.4", toldBy: "server" };
    return onCall(
      call(1, "peer.admit", { key: "A".repeat(43), link, name: "Eve", acceptedRecording: true, address }),
    );
  },
  () => onCall(call(2, "target.reply", { data: sneaky })),
  () => onCall(call(3, "target.exit", { code: 0 })),
  () => onCall(call(4, "clock.tick", {})),
  () => onCall(call(5, "host.stop", {})),
  () => onCall(call(6, "effect.fail", { what: "recording", message: "no" })),
  (prng) =>
    onCall(call(7, prng.pick(["__proto__", "constructor", "toString", "hasOwnProperty", ""]) ?? "", {})),
  (prng) => onCall(call(8, prng.pick(peerNames) ?? "", oddValue(prng))),
  (prng) =>
    onCall(`{"t":"call","id":9,"command":"${prng.pick(peerNames)}","input":{"__proto__":{"isAdmin":true}}}`),
  () =>
    onCall(`{"t":"call","id":10,"command":"input.key","input":${"[".repeat(30_000)}${"]".repeat(30_000)}}`),
  () => onCall(call(11, "input.key", { data: sneaky })),
  () => onCall(call(12, "input.paste", { text: sneaky })),
  () => onCall(call(13, "input.mouse", { data: "\u001b[<0;1;1M" })),
  () => onCall(call(14, "input.key", { data: sneaky, participant: "PAR-AAAAAAAA" })),
  (_prng, { session }) =>
    onCall(call(15, "participant.permit", { participant: session.state.owner, allow_input: true })),
  (_prng, { session }) => onCall(call(16, "participant.remove", { participant: session.state.owner })),
  () => onCall(call(17, "session.end", {})),
  () => onCall(call(18, "session.resize", { cols: 10, rows: 10 })),
  () => onCall(call(19, "mode.set", { mode: { name: "view_only", max_participants: 1 } })),
  () => onCall(call(20, "link.create", { grant: "interact", approval: false })),
];

/** Ends the line as no part of the protocol. */
const fatal: readonly Attack[] = [
  (prng) => onCall(Uint8Array.from({ length: 1 + prng.below(200) }, () => prng.below(256))),
  () => onCall(Uint8Array.of(0xff, 0xfe, 0xfd)),
  (prng) => onCall(JSON.stringify(oddValue(prng)) ?? "undefined"),
  (prng) =>
    onCall(JSON.stringify({ t: prng.pick(["answer", "welcome", "waiting", "refused", "pong"]), id: 1 })),
  () => onCall('{"t":"call","id":1,"command":"input.key","input":{},"actor":"PAR-AAAAAAAA"}'),
  () => onCall('{"__proto__":{"t":"ping"},"id":1}'),
  () => onCall(call(-1, "input.key", { data: sneaky })),
  () => onCall(call(1.5, "input.key", { data: sneaky })),
  () => onCall(call(1, "x".repeat(65), {})),
  () => onCall("[".repeat(100_000)),
  (prng) => onCall(`{"t":"ack","bytes":${prng.pick(["-1", "1.5", "1e300", '"1"', "99999999"])}}`),
  () => onCall('{"t":"ack","bytes":0}'),
  () => onCall(new Uint8Array(maxMessageBytes.call + 1).fill(0x20)),
  (prng) => ({ lane: "log", text: Uint8Array.from({ length: 1 + prng.below(50) }, () => prng.below(256)) }),
  () => ({ lane: "log", text: '{"t":"ping","id":1}' }),
  () => ({ lane: "log", text: new Uint8Array(maxMessageBytes.log + 1) }),
];

/** Passed over. */
const harmless: readonly Attack[] = [
  () => ({ lane: "glance", text: '{"g":"typing"}' }),
  (prng) => ({
    lane: "glance",
    text: `{"g":"typing","participant":"${createParticipantId(systemRandom)}${prng.below(2)}"}`,
  }),
  (prng) => ({
    lane: "glance",
    text: Uint8Array.from({ length: 1 + prng.below(200) }, () => prng.below(256)),
  }),
  (prng) => onCall(`{"t":"ping","id":${prng.below(1e9)}}`),
];

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
    mode: { name: "interactive", input_merge_mode: "interleaved", max_participants: 100 },
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
  return JSON.stringify({
    mode,
    size,
    phase,
    recording,
    screen,
    chat,
    owner,
    title,
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
