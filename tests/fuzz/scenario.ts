import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { type LinkId, linkIdSchema, type ParticipantId } from "../../shared/base/ids.ts";
import type { KeyPair } from "../../shared/base/ports.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { patientReconnect } from "../../shared/client/reconnect.ts";
import { visible } from "../../shared/state/evolve.ts";
import { silentLogger, systemClock, systemRandom } from "../../electron/engine/ports.ts";
import { createRecorder } from "../../electron/engine/recorder/recorder.ts";
import { createRecordingStore } from "../../electron/engine/session/recording-store.ts";
import { createTestTerminal, type TestTerminal } from "../engine/screen/support.ts";
import { createBenchTarget } from "../support/bench-target.ts";
import { check } from "../support/check.ts";
import { createTestClock } from "../support/clock.ts";
import { compareScreens } from "../support/compare-screens.ts";
import { splitLines, verifyBoth } from "../support/log.ts";
import { createPrng, type Prng } from "../support/prng.ts";
import {
  crypto,
  pass,
  type TestPeer,
  type TestSession,
  testSession,
  testSize,
  tick,
  untilOn,
} from "../support/session.ts";
import { actWeights, inputOf, modeOf, owners } from "../shared/state/acts.ts";
import { checkEqual, createKeys, createWitness, scrollback } from "./checks.ts";
import { output } from "./output.ts";

/** Steps between two moments of quiet, in which everything is compared. */
const stepsBetween = 40;

const weights = {
  key: 30,
  paste: 4,
  chat: 6,
  output: 8,
  burst: 3,
  join: 8,
  comeBack: 5,
  approve: 6,
  deny: 2,
  permit: 6,
  act: 40,
  resize: 3,
  createLink: 3,
  revokeLink: 1,
  remove: 2,
  leave: 2,
  cut: 5,
  freeze: 4,
  thaw: 4,
  deafen: 1,
  hear: 3,
  window: 1,
  scrollback: 2,
  typing: 2,
  wait: 4,
  waitLong: 1,
} as const;

interface Person {
  readonly peer: TestPeer;
  readonly screen: { terminal: TestTerminal };
  /** The last entry they were given, and whether it is the owner's window. */
  readonly heard: { seq: number };
  /** The last whole screen came with its scrollback. */
  readonly isWhole: () => boolean;
  readonly isOwner: boolean;
}

/** One session with random people; throws at the first thing that does not hold. */
export async function playScenario(seed: number, steps: number): Promise<void> {
  const folder = await mkdtemp(joinPath(tmpdir(), "tandem-fuzz-"));
  const prng = createPrng(seed);
  const clock = createTestClock();
  const target = createBenchTarget();
  const paths: string[] = [];
  const test = await testSession({
    target,
    clock,
    scrollback,
    mode: { ...defaultModes.interactive, max_participants: 4 },
    sessionType: "training",
    // Some sessions begin with four eyes; once required, it stays.
    fourEyes: { required: seed % 8 === 0, perCommand: false },
    async openStore(headers) {
      const options = { folder, clock: systemClock, random: systemRandom, logger: silentLogger };
      const limits = { reserveBytes: 4_096 };
      const made = await createRecorder({ ...options, limits, header: headers.public });
      const hidden = await createRecorder({ ...options, limits, header: headers.private });
      if (!made.ok || !hidden.ok) throw new Error("the folder cannot be written");
      paths.push(made.value.path, hidden.value.path);
      return createRecordingStore({ public: made.value, private: hidden.value });
    },
  });
  try {
    await play(test, { prng, clock, target, steps });
    const [lines = [], privateLines = []] = await Promise.all(
      paths.map(async (path) => splitLines(new Uint8Array(await readFile(path)))),
    );
    check(lines.length === test.lines.length, "every line is on disk");
    const found = verifyBoth(lines, privateLines);
    check(found.public.verdict === "sealed", `the recording is sealed: ${found.public.message}`);
    check(found.private.verdict === "sealed", `its private part is sealed: ${found.private.message}`);
    const last = createWitness(lines, privateLines, testSize);
    last.follow();
    checkEqual(last.state, test.session.state, "the fold of the files is the host's last state");
  } finally {
    await test.dispose();
    await rm(folder, { recursive: true });
  }
}

/** The screen's rows as text, and where the cursor is. */
interface Play {
  readonly prng: Prng;
  readonly clock: ReturnType<typeof createTestClock>;
  readonly target: ReturnType<typeof createBenchTarget>;
  readonly steps: number;
}

async function play(test: TestSession, { prng, clock, target, steps }: Play): Promise<void> {
  const { session, owner } = test;
  const witness = createWitness(test.lines, test.privateLines, testSize);
  const keys = createKeys();
  const identities: KeyPair[] = [];
  const people: Person[] = [];

  const watched = (peer: TestPeer, screen: Person["screen"], isOwner: boolean): Person => {
    const heard = { seq: 0 };
    peer.client.onEntry(({ entry, isPrivate }) => {
      check(isOwner || !isPrivate, "private entries are the owner's alone");
      if (!isPrivate) heard.seq = entry.seq;
    });
    let depth = "";
    peer.client.onScreen((put) => (depth = put.depth));
    const person = { peer, screen, heard, isOwner, isWhole: () => depth === "everything" };
    people.push(person);
    return person;
  };

  const newScreen = () => {
    const screen = { terminal: createTestTerminal(testSize, scrollback) };
    return {
      screen,
      terminal: {
        write: (text: string) => screen.terminal.write(text),
        resize: (cols: number, rows: number) => screen.terminal.resize(cols, rows),
        reset: (size: { readonly cols: number; readonly rows: number }) =>
          void (screen.terminal = createTestTerminal(size, scrollback)),
      },
    };
  };

  const asOwner = (name: string, input: unknown) => void session.callAsOwner(name, input);
  const links = () => Object.keys(session.state.links).map((id) => linkIdSchema.parse(id));
  const inSession = () => people.filter(({ peer }) => peer.client.status.name === "live");
  const guests = () => Object.values(session.state.participants).filter((each) => each.role !== "owner");
  const idOf = ({ peer, isOwner }: Person): ParticipantId | undefined => {
    const { status } = peer.client;
    return isOwner ? session.state.owner : status.name === "live" ? status.participant : undefined;
  };

  const arriveBy = (link: LinkId | undefined, identity: KeyPair) => {
    if (link === undefined) return;
    const { screen, terminal } = newScreen();
    const name = `Guest ${people.length}`;
    watched(test.join(link, { identity, name, reconnect: patientReconnect, terminal }), screen, false);
  };

  const send = (kind: "key" | "paste") => {
    const person = prng.pick(people);
    const author = person && idOf(person);
    if (person === undefined || author === undefined) return;
    keys.send(author, (text) =>
      kind === "key"
        ? person.peer.client.call("input.key", { data: prng.oneIn(5) ? `${text}\r` : text })
        : person.peer.client.call("input.paste", { text: `${text}${"p".repeat(prng.below(3_000))}\n` }),
    );
  };

  const acts: Readonly<Record<keyof typeof weights, () => void | Promise<void>>> = {
    key: () => send("key"),
    paste: () => send("paste"),
    chat: () =>
      void prng.pick(people)?.peer.client.call("chat.send", { text: `hello ${prng.below(1e6)} 😀` }),
    output: () => target.say(output(prng, 1 + prng.below(2_000))),
    burst() {
      const bytes = output(prng, 20_000 + prng.below(200_000));
      for (let at = 0; at < bytes.length; at += 65_536) target.say(bytes.subarray(at, at + 65_536));
    },
    join() {
      if (people.length > 30) return;
      const identity = crypto.createEd25519();
      identities.push(identity);
      arriveBy(prng.pick(links()), identity);
    },
    comeBack() {
      const identity = prng.pick(identities);
      if (identity !== undefined) arriveBy(prng.pick(links()), identity);
    },
    approve: () =>
      asOwner("join.approve", { participant: prng.pick(Object.keys(session.state.joinRequests)) }),
    deny: () => asOwner("join.deny", { participant: prng.pick(Object.keys(session.state.joinRequests)) }),
    permit() {
      const participant = prng.pick(guests())?.id;
      const allow_chat = prng.oneIn(4) ? { allow_chat: prng.oneIn(2) } : {};
      asOwner("participant.permit", { participant, allow_input: prng.oneIn(2), ...allow_chat });
    },
    act() {
      const person = prng.pick(inSession());
      const name = prng.weighted(actWeights);
      const other = prng.pick(Object.values(session.state.participants))?.id;
      const input =
        name === "mode.set"
          ? { mode: modeOf(prng, 2 + prng.below(4), other) }
          : inputOf(name, prng, session.state, other);
      // Windows of the owner's are few among the people, and others are refused what is the owner's.
      if (prng.oneIn(4) || owners.has(name)) asOwner(name, input);
      else void person?.peer.client.callByName(name, input);
    },
    resize() {
      const size = { cols: 20 + prng.below(100), rows: 5 + prng.below(40) };
      void owner.client.call("session.resize", size);
    },
    createLink() {
      const approval = prng.oneIn(3) ? {} : { approval: false };
      asOwner("link.create", {
        grant: prng.oneIn(3) ? "view" : "interact",
        expiresInMs: prng.oneIn(3) ? 60_000 : 3_600_000,
        maxUses: prng.oneIn(3) ? 1 + prng.below(2) : null,
        ...approval,
      });
    },
    revokeLink: () => asOwner("link.revoke", { link: prng.pick(links()), removeGuests: prng.oneIn(2) }),
    remove: () => asOwner("participant.remove", { participant: prng.pick(guests())?.id }),
    leave: () => void prng.pick(people.filter((each) => !each.isOwner))?.peer.client.leave(),
    cut() {
      const person = prng.pick(people);
      if (person?.peer !== owner) person?.peer.cut();
    },
    freeze: () => prng.pick(people)?.peer.freeze(),
    thaw: () => prng.pick(people)?.peer.thaw(),
    deafen: () => void (target.deaf = true),
    hear: () => void (target.deaf = false),
    window() {
      if (people.filter((each) => each.isOwner).length > 3) return;
      const { screen } = newScreen();
      watched(test.openWindow(), screen, true);
    },
    scrollback: () => void prng.pick(people)?.peer.client.refreshScreen(),
    typing: () => prng.pick(people)?.peer.client.sendTyping(),
    wait: () => pass(clock, prng.below(400), 20),
    waitLong: () => pass(clock, prng.pick([5_000, 20_000, 61_000, 130_000]) ?? 0),
  };

  /** Whoever was removed was given nothing from that entry on. */
  const checkRemoved = () => {
    for (const { peer, heard } of people) {
      const { status, state } = peer.client;
      if (status.name !== "over" || status.closing.reason !== "removed" || state === undefined) continue;
      const own = witness.entries.findLast(
        ({ seq, event }) =>
          (event.type === "participant.removed" || event.type === "participant.blocked") && seq > heard.seq,
      );
      check(
        own !== undefined,
        `somebody removed was given nothing after it, entry ${heard.seq} was the last`,
      );
    }
  };

  const comeToRest = async () => {
    target.deaf = false;
    if (session.state.paused !== null) asOwner("session.resume", {});
    if (session.state.sharing === "off") asOwner("sharing.switch", { on: true });
    for (const { peer } of people) peer.thaw();
    await pass(clock, 1_500, 50);
    const settled = ({ peer, isWhole }: Person) => {
      const { status, state } = peer.client;
      const { seq } = session.state;
      if (status.name === "live") return isWhole() && state?.seq === seq && peer.client.screenSeq === seq;
      return status.name === "over" || status.name === "waiting";
    };
    const arrived = () => {
      for (const { peer } of people) peer.thaw();
      return people.every(settled);
    };
    // What follows a screen that was slow to come is waited for too.
    for (let still = 0; still < 3; still = arrived() ? still + 1 : 0) {
      await untilOn(clock, "everybody standing where the host does", arrived);
      await pass(clock, 300, 50);
    }
    witness.follow();
    keys.check(witness.entries, target);
    checkRemoved();
    for (const person of inSession()) {
      const { peer, isOwner } = person;
      const id = idOf(person);
      const presence = id === undefined ? undefined : session.state.participants[id]?.presence.name;
      check(presence === "present", `whoever has a line is in the session: ${id} is ${presence}`);
      checkEqual(
        peer.client.state,
        isOwner ? session.state : visible(session.state),
        `${idOf(person)} knows what the host knows${isOwner ? ", all of it" : ""}`,
      );
      if (isOwner) continue;
      checkEqual(
        compareScreens(person.screen.terminal.dump(), witness.terminal.dump(), { only: "seen" }),
        undefined,
        `${idOf(person)} sees what the target showed`,
      );
    }
  };

  watched(owner, newScreen().screen, true);
  await untilOn(clock, "the owner's window", () => owner.client.state !== undefined);
  await test.share({ grant: "interact", approval: false });
  await test.share();
  for (let step = 1; step <= steps; step++) {
    const act = prng.weighted(weights);
    try {
      await acts[act]();
      if (prng.oneIn(2)) await tick(clock, prng.below(40));
      witness.follow();
      witness.rest(clock.wallMs());
      checkEqual(witness.state, session.state, "the fold of the log is the host's state");
      if (step % stepsBetween === 0 || step === steps) await comeToRest();
    } catch (error) {
      throw new Error(`step ${step} (${act})`, { cause: error });
    }
  }
  const stopped = session.stop();
  await untilOn(clock, "everybody being told that it has ended", () => inSession().length === 0);
  await stopped;
}
