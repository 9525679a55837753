import { describe, expect, it } from "vitest";
import { toBase64url } from "../../../shared/base/bytes.ts";
import { type ParticipantId, participantIdSchema, sessionIdSchema } from "../../../shared/base/ids.ts";
import type { Random } from "../../../shared/base/ports.ts";
import { defaultModes } from "../../../shared/events/mode.ts";
import { ownerPermissions } from "../../../shared/policy/capabilities.ts";
import { nextDeadlineMs } from "../../../shared/state/deadlines.ts";
import { evolve, evolvePrivate, initialState } from "../../../shared/state/evolve.ts";
import { peopleHere } from "../../../shared/state/selectors.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { type Call, judge, peerCall } from "../../../electron/engine/session/call.ts";
import { actWeights, inputOf, owners } from "./acts.ts";
import { quietFacts } from "./facts.ts";
import { createControlWatch, requestEnds } from "./watch.ts";
import { check } from "../../support/check.ts";
import { count } from "../../support/counts.ts";
import { createPrng, type Prng } from "../../support/prng.ts";

const startMs = 1_767_225_600_000;
const stepsOfASession = 250;
const owner = participantIdSchema.parse("PAR-OWNER222");

/** A session of people who do as chance has it; throws at the first thing that does not hold. */
function play(seed: number, steps: number): ReadonlySet<string> {
  const prng = createPrng(seed);
  const random: Random = { bytes: (length) => Uint8Array.from({ length }, () => prng.below(256)) };
  const watch = createControlWatch();
  const seen = new Set<string>();
  let nowMs = startMs;
  let state = initialState(
    {
      type: "session.started",
      session: sessionIdSchema.parse("SES-ABCDEFGH23456722"),
      title: "prod-db-01",
      target: { kind: "shell", label: "bash" },
      owner: { participant: owner, name: "Olga", key: "O".repeat(43), permissions: ownerPermissions },
      cols: 80,
      rows: 24,
      mode: defaultModes.presenter,
      recorded: true,
      joinerScrollback: "everything",
      startedAtMs: startMs,
      sessionType: "training",
      fourEyes: { required: false, perCommand: false },
    },
    1,
  );

  const perform = (call: Call) => {
    const facts = { ...quietFacts, wallMs: nowMs, targetBusy: prng.oneIn(40), random };
    const judged = judge(state, call, facts);
    if (!judged.ok) return 0;
    for (const event of judged.value.events) {
      seen.add(event.type);
      if ("why" in event && event.why !== undefined) seen.add(`${event.type} ${event.why}`);
      if (event.type === "control.granted" && state.participants[event.to]?.role === "mentor") {
        seen.add(
          `a mentor by ${event.by === owner ? "the owner" : event.by === event.to ? "practice" : "others"}`,
        );
      }
      watch.see(state, event);
      if (event.type === "participant.address") state = evolvePrivate(state, event);
      else {
        const elapsedMs = nowMs - state.wallOffsetMs;
        state = evolve(state, { epoch: 1, seq: state.seq + 1, elapsedMs, event });
      }
    }
    return judged.value.events.length;
  };
  const asHost = (name: string, input: unknown) =>
    perform({ actor: { kind: "host" }, origin: "host", name, input });
  const catchUp = () => {
    const due = nextDeadlineMs(state);
    if (due === undefined || due > nowMs) return;
    check(asHost("clock.tick", {}) > 0, "what is due is dealt with");
    check((nextDeadlineMs(state) ?? nowMs + 1) > nowMs, "nothing that is due is left: no busy timer");
  };
  const give = (who: ParticipantId, name: string, input: unknown) => {
    catchUp();
    perform(peerCall(who, name, input));
  };
  const freshKey = () => toBase64url(random.bytes(32));
  const keys = Array.from({ length: 6 }, freshKey);
  const admit = (key: string) => {
    const link = prng.pick(Object.keys(state.links));
    const address = { address: "192.0.2.7", toldBy: "connection" };
    catchUp();
    asHost("peer.admit", { key, link, name: `G ${key.slice(0, 3)}`, acceptedRecording: true, address });
  };

  give(owner, "link.create", { grant: "interact", approval: false, expiresInMs: 86_400_000 });
  give(owner, "link.create", { grant: "view", expiresInMs: 86_400_000 });
  for (const key of keys) admit(key);

  for (let step = 0; step < steps; step++) {
    try {
      nowMs += passing(prng, state, nowMs);
      const people = Object.keys(state.participants).map((id) => participantIdSchema.parse(id));
      // Somebody new comes as others go, and is let in: an owner alone shows nothing.
      if (peopleHere(state).length < 4 && prng.oneIn(2)) {
        if (prng.oneIn(8)) keys.push(freshKey());
        admit(prng.pick(keys) ?? "");
        const [waits] = Object.keys(state.joinRequests);
        if (waits !== undefined) give(owner, "join.approve", { participant: waits });
      }
      const { holder } = state.control;
      const anybody = prng.oneIn(20) ? participantIdSchema.parse("PAR-NOBODY22") : prng.pick(people);
      // What waits for the owner's word is seldom there, so it is answered while it is.
      const waits = state.control.offer?.awaits === "owner" && prng.oneIn(2);
      const handsOn = holder !== null && holder !== owner && prng.oneIn(8);
      const mentor =
        !handsOn && prng.oneIn(waits ? 2 : 4)
          ? people.find((id) => state.participants[id]?.role === "mentor")
          : undefined;
      const name = waits
        ? "control.approve"
        : handsOn
          ? "control.transfer"
          : mentor === undefined
            ? prng.weighted(weights)
            : prng.weighted(mentorWeights);
      const who = mentor ?? (handsOn || prng.oneIn(3) ? holder : prng.pick(people)) ?? owner;
      // Most of it is about who has control, and some of it about oneself.
      const other = prng.oneIn(8) ? who : holder !== null && prng.oneIn(3) ? holder : anybody;
      const byOwner = mentor === undefined && (waits ? !prng.oneIn(4) : !handsOn && prng.oneIn(4));
      if (name === "lost") {
        catchUp();
        // The owner has no line to lose: they are at the host.
        if (other !== owner) asHost("peer.lost", { participant: other });
        // What was switched off comes on again, or there would be nobody left.
      } else if (name === "tick" && state.sharing === "off") give(owner, "sharing.switch", { on: true });
      else if (name === "admit") admit(prng.pick(keys) ?? "");
      else if (name === "tick") catchUp();
      else if (name === "line.done") {
        asHost("line.done", { line: state.lines.running?.line ?? 1, how: "silence" });
        asHost("line.next", {});
      } else if (name === "mode.set" && prng.oneIn(5)) {
        give(owner, name, { mode: { name: "interactive", input_merge_mode: "queued", max_participants: 6 } });
      } else {
        const by = byOwner || owners.has(name) ? owner : who;
        // Lines come in numbers, so that some still wait when the right to run them goes.
        const times = name === "line.submit" ? 1 + prng.below(4) : 1;
        for (let time = 0; time < times; time++) give(by, name, inputOf(name, prng, state, other));
      }
      catchUp();
      watch.rest(state, nowMs);
    } catch (error) {
      throw new Error(`seed ${seed}, step ${step}`, { cause: error });
    }
  }
  give(owner, "session.end", {});
  watch.over();
  check(nextDeadlineMs(state) === undefined, "nothing is due after the end");
  return seen;
}

/** What happens besides commands. */
const weights = {
  ...actWeights,
  "control.reclaim": 6,
  "participant.permit": 9,
  "participant.role": 4,
  "proposal.make": 8,
  "line.done": 4,
  "participant.remove": 1,
  "session.leave": 1,
  lost: 7,
  admit: 14,
  tick: 3,
} as const;

/** What somebody tries who leads a training and owns nothing. */
const mentorWeights = {
  "control.request": 2,
  "control.transfer": 4,
  "control.approve": 4,
  "control.reclaim": 2,
  "control.accept": 1,
  "input.key": 2,
  "proposal.approve": 1,
} as const;

/** Mostly a little; now and then to the next deadline, just before it or just behind it. */
function passing(prng: Prng, state: SessionState, nowMs: number): number {
  const due = nextDeadlineMs(state);
  if (due !== undefined && prng.oneIn(8)) return Math.max(0, due - nowMs + prng.below(3) - 1);
  return prng.oneIn(30) ? prng.below(400_000) : prng.below(4_000);
}

describe("control", () => {
  const steps = count(10_000, 100_000);
  it(`[M1, M2, M3, M4, M5, M6, M7, L9] holds through ${steps} random steps of asking, giving, typing, losing lines and time`, () => {
    const given = process.env["TANDEM_SEED"];
    const first = given === undefined ? Math.floor(Math.random() * 0x7fff_ffff) : Number(given);
    const sessions = given === undefined ? steps / stepsOfASession : 1;
    for (let i = 0; i < sessions; i++) expect(() => play(first + i, stepsOfASession)).not.toThrow();
  });

  it("comes to everything the rules are about by such steps, or they would show nothing", () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 150; seed++) for (const each of play(seed, stepsOfASession)) seen.add(each);
    const whys = [
      "time-up",
      "idle",
      "holder-lost",
      "holder-gone",
      "reclaimed",
      "handed-back",
      "not-permitted",
    ];
    expect([...seen]).toEqual(
      expect.arrayContaining([
        ...whys.map((why) => `control.returned ${why}`),
        ...requestEnds,
        "control.granted",
        "control.offer_approved",
        "control.offer_ended withdrawn",
        "a mentor by the owner",
        "a mentor by practice",
        "proposal.withdrawn removed",
        "proposal.withdrawn not-permitted",
        "line.removed",
        "line.closed",
        "proposal.approved",
        "input.lapsed",
      ]),
    );
  });
});
