import { describe, expect, it } from "vitest";
import { toBase64url } from "../../../shared/base/bytes.ts";
import { type ParticipantId, participantIdSchema, sessionIdSchema } from "../../../shared/base/ids.ts";
import type { Random } from "../../../shared/base/ports.ts";
import { defaultModes } from "../../../shared/events/mode.ts";
import type { SessionEvent } from "../../../shared/events/table.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import { ownerPermissions } from "../../../shared/policy/capabilities.ts";
import { settledControl } from "../../../shared/state/control.ts";
import { nextDeadlineMs } from "../../../shared/state/deadlines.ts";
import { evolve, evolvePrivate, initialState } from "../../../shared/state/evolve.ts";
import { isHere } from "../../../shared/state/selectors.ts";
import { settled } from "../../../shared/state/settle.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { type Call, judge, peerCall } from "../../../electron/engine/session/call.ts";
import { actWeights, inputOf, mayType, owners } from "./acts.ts";
import { quietFacts } from "./facts.ts";
import { count } from "../../support/counts.ts";
import { createPrng, type Prng } from "../../support/prng.ts";

const startMs = 1_767_225_600_000;
const stepsOfASession = 250;
const graceMs = 20_000;
const owner = participantIdSchema.parse("PAR-OWNER222");

function check(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(`broken: ${what}`);
}

const ends: ReadonlySet<string> = new Set(["control.denied", "control.cancelled", "control.expired"]);

/** Follows every entry by itself and says what does not hold. */
function createWatch() {
  const requests = new Map<number, string>();
  const offers = new Map<number, string>();
  let autoReturn = true;
  /** Nobody has control, by the rules. */
  let nobody = false;
  let approved: ParticipantId | undefined;

  const end = (all: Map<number, string>, number: number, how: string) => {
    check(all.get(number) === "open", `${how} ends ${number}, which is ${all.get(number)}`);
    all.set(number, how);
  };

  return {
    requests,
    offers,
    openOf: (all: ReadonlyMap<number, string>) =>
      [...all].flatMap(([number, how]) => (how === "open" ? [number] : [])),
    see(before: SessionState, event: SessionEvent) {
      const { holder } = before.control;
      if (event.type === "control.requested") {
        check(!requests.has(event.request), `request ${event.request} is made once`);
        requests.set(event.request, "open");
      } else if (ends.has(event.type) && "request" in event && event.request !== undefined) {
        end(requests, event.request, event.type);
      } else if (event.type === "control.offered") {
        check(!offers.has(event.offer), `offer ${event.offer} is made once`);
        check(before.control.offer === null, "there is one offer at a time");
        offers.set(event.offer, "open");
      } else if (event.type === "control.offer_ended") {
        end(offers, event.offer, event.why);
      } else if (event.type === "control.granted") {
        check(event.from === holder, "a grant says from whom");
        if (event.request !== undefined) end(requests, event.request, "granted");
        if (event.offer !== undefined) end(offers, event.offer, "granted");
        check(before.control.offer === null || event.offer !== undefined, "no offer is passed over");
        check(isHere(before, event.to), "control goes to somebody who is here");
        autoReturn = event.autoReturn;
        nobody = false;
      } else if (event.type === "control.returned") {
        check(event.from === holder, "a return says from whom");
        const byItself = event.why === "time-up" || event.why === "idle";
        nobody = event.to === null && byItself && !autoReturn;
        if (event.to === null && before.mode.name === "presenter") {
          check(nobody, `nobody has control after ${event.why}`);
        }
      } else if (event.type === "proposal.approved") {
        approved = before.proposals.find((each) => each.proposal === event.proposal)?.participant;
      } else if (event.type === "input.submitted") {
        const { participant, kind } = event;
        if (kind === "proposal") check(participant === approved, "what was approved is its author's");
        else check(mayType(before, participant, kind), `${participant} may type (${kind})`);
      }
    },
    /** What has to hold between two commands. */
    rest(state: SessionState, nowMs: number) {
      const { control, mode } = state;
      const typing = Object.values(state.participants).filter(({ id }) => {
        const decision = authorize(state, { kind: "participant", participant: id }, "input");
        return decision.decision === "allow" && decision.rule !== "owner-reclaims";
      });
      const usesToken = mode.name === "interactive" && mode.input_merge_mode === "token";
      if (mode.name !== "interactive" || usesToken) {
        check(typing.length <= 1, `not ${typing.length} people type in ${mode.name}`);
      }
      for (const { id } of typing) check(mayType(state, id), `${id} may type`);
      const { holder, grant } = control;
      if (holder !== null && holder !== owner) {
        const presence = state.participants[holder]?.presence.name;
        check(presence === "present" || presence === "lost", `the holder is ${presence}`);
        if (presence === "lost") {
          check(grant?.lostAtMs !== undefined, "it is known since when the holder's line is lost");
          check(
            nowMs - grant.lostAtMs < graceMs,
            "a holder who is not here has control no longer than the grace",
          );
        }
        check(grant !== null, "it is known how the holder came to control");
      }
      if (mode.name === "presenter") check(holder !== null || nobody, "somebody has control");
      else if (!usesToken) check(holder === null, `nobody has control in ${mode.name}`);
      check(
        JSON.stringify(this.openOf(requests)) === JSON.stringify(control.queue.map((each) => each.request)),
        "the queue is the requests that have not ended, first come first",
      );
      const open = this.openOf(offers);
      check(
        open.length <= 1 && (open[0] ?? null) === (control.offer?.offer ?? null),
        "the offer is the open one",
      );
      check(!control.queue.some((each) => each.participant === holder), "the holder waits for nothing");
      check(settledControl(state, nowMs).length === 0, "nothing is left to settle");
      const connected = { type: "participant.connected", participant: owner } as const;
      check(settled(state, [connected], nowMs).length === 1, "no line is left to settle");
    },
  };
}

/** A session of people who do as chance has it; throws at the first thing that does not hold. */
function play(seed: number, steps: number): ReadonlySet<string> {
  const prng = createPrng(seed);
  const random: Random = { bytes: (length) => Uint8Array.from({ length }, () => prng.below(256)) };
  const watch = createWatch();
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
      seen.add(event.type === "control.returned" ? `${event.type} ${event.why}` : event.type);
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
  const keys = Array.from({ length: 6 }, () => toBase64url(random.bytes(32)));
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
      const { holder } = state.control;
      const anybody = prng.oneIn(20) ? participantIdSchema.parse("PAR-NOBODY22") : prng.pick(people);
      // Who has control is who most of it is about.
      const other = holder !== null && prng.oneIn(3) ? holder : anybody;
      // What waits for the owner's word is seldom there, so it is answered while it is.
      const waits = state.control.offer?.awaits === "owner" && prng.oneIn(3);
      const handsOn = holder !== null && holder !== owner && prng.oneIn(12);
      const name = waits ? "control.approve" : handsOn ? "control.transfer" : prng.weighted(weights);
      const who = (handsOn || prng.oneIn(3) ? holder : prng.pick(people)) ?? owner;
      const byOwner = waits || prng.oneIn(4);
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
      } else give(byOwner || owners.has(name) ? owner : who, name, inputOf(name, prng, state, other));
      catchUp();
      watch.rest(state, nowMs);
    } catch (error) {
      throw new Error(`seed ${seed}, step ${step}`, { cause: error });
    }
  }
  give(owner, "session.end", {});
  check(watch.openOf(watch.requests).length === 0, "the end answers every request");
  check(watch.openOf(watch.offers).length === 0, "the end ends every offer");
  check(nextDeadlineMs(state) === undefined, "nothing is due after the end");
  return seen;
}

/** What happens besides commands. */
const weights = {
  ...actWeights,
  "line.done": 4,
  "participant.remove": 1,
  "session.leave": 1,
  lost: 7,
  admit: 14,
  tick: 3,
} as const;

/** Mostly a little; now and then to the next deadline, just before it or just behind it. */
function passing(prng: Prng, state: SessionState, nowMs: number): number {
  const due = nextDeadlineMs(state);
  if (due !== undefined && prng.oneIn(8)) return Math.max(0, due - nowMs + prng.below(3) - 1);
  return prng.oneIn(30) ? prng.below(400_000) : prng.below(4_000);
}

describe("control", () => {
  const steps = count(10_000, 100_000);
  it(`[M1, M2, M3, M4, M5, M6, L9] holds through ${steps} random steps of asking, giving, typing, losing lines and time`, () => {
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
        ...ends,
        "control.granted",
        "control.offer_approved",
        "control.offer_ended",
        "line.removed",
        "line.closed",
        "proposal.approved",
        "input.lapsed",
      ]),
    );
  });
});
