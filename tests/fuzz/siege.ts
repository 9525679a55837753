import { toBase64url, utf8 } from "../../shared/base/bytes.ts";
import type { ParticipantId } from "../../shared/base/ids.ts";
import { defaultModes, type ModeChange } from "../../shared/events/mode.ts";
import { createBenchTarget } from "../support/bench-target.ts";
import { check } from "../support/check.ts";
import { createTestClock } from "../support/clock.ts";
import { verifyBoth } from "../support/log.ts";
import { createPrng, type Prng } from "../support/prng.ts";
import { arrive, pass, testSession, untilOn } from "../support/session.ts";
import { type Besieger, createBesieger } from "./besieger.ts";
import { createCast } from "./cast.ts";
import { createKeys } from "./checks.ts";
import { createDoors } from "./doors.ts";
import { turn } from "./stranger.ts";
import { createVerdict } from "./verdict.ts";

/** Every mode and merge, in turn; where control changes hands comes twice. */
const rotation = ["presenter", "interleaved", "presenter", "queued", "token", "view_only"] as const;
/** Assaults that one lasts. */
const assaultsOfAMode = 4;
const places = 100;

function modeNamed(name: (typeof rotation)[number], prng: Prng): ModeChange {
  switch (name) {
    case "presenter":
      return {
        name,
        max_viewers: places,
        transfer_requires_approval: prng.oneIn(2),
        owner_input_reclaims: prng.oneIn(2),
        owner_idle_minutes: prng.oneIn(4) ? 1 : null,
      };
    case "view_only":
      return { name, max_viewers: places };
    default:
      return { name: "interactive", input_merge_mode: name, max_participants: places };
  }
}

/** Strangers with a line at once: many enough to race, few enough that a session has room for them. */
const mostAtOnce = 12;
/** Places of those who lost their line are kept for two minutes. */
const placesKeptMs = 125_000;

/** One session besieged by strangers, each new. */
export interface Siege {
  /** Messages of strangers so far. */
  readonly sent: number;
  /** What came about, so that a siege in which nothing happens is told apart from one that holds. */
  readonly seen: ReadonlySet<string>;
  readonly loggedBytes: number;
  /** Strangers and honest people act at once; then everything that must hold is looked at. */
  assault(): Promise<void>;
  /** The session goes on for whoever it is for, and its recording verifies. */
  end(): Promise<void>;
  dispose(): Promise<void>;
}

/** Begins one; what kind of session it is, the seed says. */
export async function beginSiege(seed: number): Promise<Siege> {
  const prng = createPrng(seed);
  const clock = createTestClock();
  const target = createBenchTarget();
  const fourEyes = { required: seed % 4 >= 2, perCommand: seed % 4 === 3 };
  const hidesPast = Math.floor(seed / 4) % 2 === 1;
  const test = await testSession({
    target,
    clock,
    fourEyes,
    scrollback: 200,
    mode: { ...defaultModes.presenter, max_viewers: places },
    sessionType: prng.oneIn(2) ? "training" : "standard",
    joinerScrollback: hidesPast ? "none" : "everything",
  });
  const { session } = test;
  const keys = createKeys();
  /** Strangers to whom the owner gave something. */
  const trusted = new Set<ParticipantId>();
  const verdict = createVerdict({ test, target, clock, keys, trusted, hidesPast });
  const besiegers: Besieger[] = [];
  let sent = 0;
  let said = 0;
  let hushed = 0;
  let gone = 0;
  let assaults = prng.below(rotation.length * assaultsOfAMode);

  await arrive(test.owner);
  const castLink = await test.share({ grant: "interact", approval: false });
  const cast = createCast({ test, target, prng, keys, link: castLink, changesScrollback: !hidesPast });
  const doors = await createDoors(test);

  /** Nobody who came later may see it; who is here may. */
  const tell = () => target.say(utf8(`past-${said++};\r\n`));
  /** Shown and wiped away while others are shown nothing. */
  const hush = () => {
    if (session.state.paused === null) return;
    target.say(utf8(`\u001b[?1049hhush-${hushed++};\u001b[2J\u001b[H\u001b[?1049l`));
  };

  const arriveAnew = () => {
    const own = createBesieger({
      test,
      prng,
      doors: () => doors.now,
      recorded: cast.recorded,
      listen: verdict.listen,
      said: () => said,
      claim: keys.claim,
      isTrusted: () => own.line.participant !== undefined && trusted.has(own.line.participant),
    });
    verdict.watch(toBase64url(own.key));
    own.plan(1 + prng.below(20));
    besiegers.push(own);
  };

  /** The owner does something about a stranger; seldom something kind. */
  const handle = () => {
    const participant = prng.pick(besiegers)?.line.participant;
    if (participant === undefined) return;
    const asOwner = (name: string, input: unknown) => {
      const result = session.callAsOwner(name, input);
      return result instanceof Promise || result.ok;
    };
    const acts = {
      remove: () => asOwner("participant.remove", { participant, rejoin: prng.oneIn(2) }),
      block: () => asOwner("participant.block", { participant }),
      revoke: () => asOwner("link.revoke", { link: doors.now.view, removeGuests: prng.oneIn(2) }),
      lend() {
        if (asOwner("control.transfer", { to: participant, minutes: 1 })) trusted.add(participant);
      },
      allow() {
        if (asOwner("participant.permit", { participant, allow_input: true })) trusted.add(participant);
        if (prng.oneIn(2)) asOwner("participant.permit", { participant, allow_input: false });
      },
    };
    acts[prng.weighted({ remove: 4, block: 1, lend: 3, allow: 0.5, revoke: 1 })]();
  };

  const look = () => verdict.look(besiegers);

  /** Everybody has something to do; whose turn it is, chance says, and whether it is one turn of the loop or many. */
  const rush = async () => {
    const lanes: (() => (() => void) | undefined)[] = besiegers.map((each) => each.next);
    let honest = 2 + prng.below(8);
    lanes.push(() => (honest-- > 0 ? cast.act : undefined));
    let owners = prng.below(3);
    lanes.push(() => (owners-- > 0 ? (prng.oneIn(2) ? handle : prng.oneIn(2) ? hush : tell) : undefined));
    let fresh = 1 + prng.below(5);
    lanes.push(() => {
      if (fresh-- <= 0 || besiegers.length >= mostAtOnce) return undefined;
      return () => {
        arriveAnew();
        const own = besiegers.at(-1);
        if (own !== undefined) lanes.push(own.next);
      };
    });
    const atOnce = prng.oneIn(3);
    while (lanes.length > 0) {
      const lane = prng.below(lanes.length);
      const act = lanes[lane]?.();
      if (act === undefined) lanes.splice(lane, 1);
      else act();
      if (atOnce) continue;
      if (prng.oneIn(4)) await Promise.resolve();
      if (prng.oneIn(10)) await turn();
    }
  };

  /** Whoever was lent control makes use of it, and is refused once it is over. */
  const tryWhatWasLent = () => {
    for (const each of besiegers) {
      const { participant } = each.line;
      if (participant === undefined || !trusted.has(participant)) continue;
      each.say({ lane: "call", text: '{"t":"call","id":2000001,"command":"control.accept","input":{}}' });
      const input = { data: keys.claim(participant) };
      each.say({
        lane: "call",
        text: JSON.stringify({ t: "call", id: 2000002, command: "input.key", input }),
      });
    }
  };

  const part = () => {
    for (let i = besiegers.length - 1; i >= 0; i--) {
      const each = besiegers[i];
      if (each === undefined) continue;
      const over = each.line.closed() !== undefined;
      if (!over && prng.oneIn(2)) each.end();
      else if (prng.oneIn(3)) {
        each.comeAgain();
        each.plan(1 + prng.below(6));
      } else if (over) {
        sent += each.sent;
        gone += 1;
        besiegers.splice(i, 1);
      } else each.plan(prng.below(4));
    }
  };

  /** Somebody honest asks for something, and is answered. */
  const checkLive = async () => {
    cast.gather();
    const guest = prng.pick(cast.guests.filter(cast.isIn));
    let answered = guest === undefined;
    void guest?.peer.client.call("presence.active", {}).then(() => (answered = true));
    let served = false;
    void test.owner.client.call("presence.active", {}).then(() => (served = true));
    await untilOn(clock, "honest people being answered", () => answered && served);
  };

  /** Everybody honest may type. */
  const calm = () => {
    void session.callAsOwner("session.resume", {});
    void session.callAsOwner("sharing.switch", { on: true });
    void session.callAsOwner("mode.set", {
      mode: { name: "interactive", input_merge_mode: "interleaved", max_participants: 100 },
    });
  };

  const checkTypes = async () => {
    const inside = () => {
      cast.gather();
      return cast.guests.every(cast.isIn);
    };
    await untilOn(clock, "honest people being in", inside);
    const [author, second] = cast.guests.map((each) => cast.idOf(each));
    if (author === undefined || second === undefined) throw new Error("nobody is in");
    for (const each of cast.guests) void each.peer.client.call("presence.view", { inView: true });
    void session.callAsOwner("participant.permit", { participant: author, allow_input: true });
    void session.callAsOwner("participant.witness", { participant: second });
    await pass(clock, 100, 20);
    const text = keys.claim(author);
    const [typist, witnessing] = cast.guests.map((each) => each.peer.client);
    if (fourEyes.perCommand) {
      for (const { proposal, status } of session.state.proposals) {
        if (status === "open") void session.callAsOwner("proposal.reject", { proposal });
      }
      void typist?.call("proposal.make", { text });
      await pass(clock, 100, 20);
      void witnessing?.call("proposal.approve", { proposal: session.state.counters.proposal });
    } else {
      void typist?.call("input.resume", {});
      void typist?.call("input.key", { data: text });
    }
    await pass(clock, 100, 20);
    check(
      target.received.some((each) => each.includes(text)),
      "whoever may type does",
    );
  };

  return {
    get sent() {
      return sent + besiegers.reduce((sum, each) => sum + each.sent, 0);
    },
    seen: verdict.seen,
    get loggedBytes() {
      return test.lines.reduce((sum, line) => sum + line.length + 200, 0);
    },
    async assault() {
      assaults += 1;
      if (assaults % assaultsOfAMode === 0) {
        const name = rotation[(assaults / assaultsOfAMode) % rotation.length] ?? "presenter";
        void session.callAsOwner("mode.set", { mode: modeNamed(name, prng) });
      }
      await rush();
      tryWhatWasLent();
      await pass(clock, 60, 20);
      look();
      part();
      await pass(clock, prng.oneIn(8) ? 7_000 : 100, 500);
      if (gone > 40) {
        gone = 0;
        await pass(clock, placesKeptMs, 2_500);
        look();
      }
      await doors.reopen();
      await checkLive();
    },
    async end() {
      for (const each of besiegers) each.line.close("left");
      calm();
      await pass(clock, 1_000, 50);
      look();
      await checkTypes();
      look();
      await test.dispose();
      const found = verifyBoth(test.lines, test.privateLines);
      check(found.public.verdict === "sealed", found.public.message);
      check(found.private.verdict === "sealed", found.private.message);
      check(({} as Record<string, unknown>)["isAdmin"] === undefined, "no prototype was changed");
    },
    dispose() {
      for (const each of besiegers) each.line.close("left");
      return test.dispose();
    },
  };
}
