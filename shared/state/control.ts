import type { ParticipantId } from "../base/ids.ts";
import type { EventOf, SessionEvent } from "../events/table.ts";
import { foreseen } from "./evolve.ts";
import { isHere, leads } from "./selectors.ts";
import type { SessionState } from "./state.ts";

/**
 * The machine of control. In `presenter` mode and with the `token` merge at most one person sends input, the holder:
 *
 *   free ──granted──▶ held ──granted (to another)──▶ held
 *    ▲                 │
 *    └──── returned ───┘      in `presenter` it returns to the owner, who holds it by right
 *
 * Every request ends in exactly one of granted, denied, cancelled, expired; every offer in granted or ended.
 */

/** An unanswered offer lapses: product.md, section 4. */
export const offerLapsesMs = 60_000;
/** A holder whose line is lost keeps control for so long. */
export const holderGraceMs = 20_000;
/** People in the queue: more than anybody gets through in an hour. */
export const maxQueue = 25;

type Why = EventOf<"control.returned">["why"];

export function usesToken(state: SessionState): boolean {
  return state.mode.name === "interactive" && state.mode.input_merge_mode === "token";
}

/** Whether somebody holds control in this mode at all. */
export function usesControl(state: SessionState): boolean {
  return state.mode.name === "presenter" || usesToken(state);
}

function whereItReturns(state: SessionState, why: Why): ParticipantId | null {
  if (state.mode.name !== "presenter") return null;
  const byItself = why === "time-up" || why === "idle";
  return byItself && state.control.grant?.autoReturn === false ? null : state.owner;
}

/** Control leaves whoever has it. */
export function returned(state: SessionState, why: Why, by?: ParticipantId): EventOf<"control.returned"> {
  return {
    type: "control.returned",
    from: state.control.holder,
    to: whereItReturns(state, why),
    why,
    ...(by === undefined ? {} : { by }),
    practice: state.control.grant?.practice ?? false,
  };
}

export interface Grant {
  readonly to: ParticipantId;
  readonly by: ParticipantId;
  readonly via: EventOf<"control.granted">["via"];
  /** Undefined: no end by itself. */
  readonly minutes?: number | undefined;
  readonly autoReturn?: boolean;
  readonly practice?: boolean;
  readonly reason?: string | undefined;
  readonly request?: number | undefined;
  readonly offer?: number | undefined;
}

/** Control goes to somebody, in the same instant in which it leaves whoever had it; an offer to another is over. */
export function granted(state: SessionState, grant: Grant, wallMs: number): readonly SessionEvent[] {
  const { offer, queue } = state.control;
  const own = queue.find((each) => each.participant === grant.to);
  const request = grant.request ?? own?.request;
  const accepted = offer !== null && offer.offer === grant.offer;
  const replaced: readonly SessionEvent[] =
    offer === null || accepted
      ? []
      : [{ type: "control.offer_ended", offer: offer.offer, to: offer.to, why: "replaced" }];
  return [
    ...replaced,
    {
      type: "control.granted",
      to: grant.to,
      from: state.control.holder,
      by: grant.by,
      via: grant.via,
      ...(request === undefined ? {} : { request }),
      ...(grant.offer === undefined ? {} : { offer: grant.offer }),
      untilMs: grant.minutes === undefined ? null : wallMs + grant.minutes * 60_000,
      autoReturn: grant.autoReturn ?? true,
      practice: grant.practice ?? false,
      ...(grant.reason === undefined ? {} : { reason: grant.reason }),
    },
  ];
}

function lastInputMs(state: SessionState, id: ParticipantId): number {
  return state.participants[id]?.lastInputAtMs ?? 0;
}

interface Deadline {
  readonly atMs: number;
  readonly why: "time-up" | "idle" | "holder-lost";
}

/** When the holder loses control by themselves; the earliest of the reasons. */
function holderDeadline(state: SessionState): Deadline | undefined {
  const { holder, grant } = state.control;
  if (holder === null || grant === null) return undefined;
  const quietSinceMs = Math.max(grant.sinceMs, lastInputMs(state, holder));
  const seconds =
    state.mode.name === "presenter"
      ? state.mode.auto_return_to_owner_seconds
      : state.mode.name === "interactive"
        ? state.mode.token_release_seconds
        : 0;
  const all: Deadline[] = [{ atMs: quietSinceMs + seconds * 1000, why: "idle" }];
  if (grant.untilMs !== null) all.push({ atMs: grant.untilMs, why: "time-up" });
  if (grant.lostAtMs !== undefined) all.push({ atMs: grant.lostAtMs + holderGraceMs, why: "holder-lost" });
  return all.reduce((first, each) => (each.atMs < first.atMs ? each : first));
}

function nextInQueue(state: SessionState) {
  return state.control.queue.find(
    (each) => state.participants[each.participant]?.presence.name === "present",
  );
}

function ownerIdleMs(state: SessionState): number | undefined {
  const { mode, control, owner } = state;
  if (mode.name !== "presenter" || mode.owner_idle_minutes === null) return undefined;
  const next = nextInQueue(state);
  if (control.holder !== owner || next === undefined) return undefined;
  const since = Math.max(lastInputMs(state, owner), state.startedAtMs);
  // Whoever asks an owner who has long been idle is not given control before the owner could have seen it.
  return Math.max(since + mode.owner_idle_minutes * 60_000, next.atMs + holderGraceMs);
}

/** The earliest wall time at which something about control happens by itself. */
export function controlDeadlineMs(state: SessionState): number {
  return Math.min(
    state.control.offer?.untilMs ?? Number.POSITIVE_INFINITY,
    holderDeadline(state)?.atMs ?? Number.POSITIVE_INFINITY,
    ownerIdleMs(state) ?? Number.POSITIVE_INFINITY,
  );
}

/** The first thing about control that has become due; what is due because of it comes after it. */
export function dueControl(state: SessionState, wallMs: number): readonly SessionEvent[] {
  const { offer } = state.control;
  if (offer !== null && offer.untilMs <= wallMs) {
    return [{ type: "control.offer_ended", offer: offer.offer, to: offer.to, why: "lapsed" }];
  }
  const ends = holderDeadline(state);
  if (ends !== undefined && ends.atMs <= wallMs) return [returned(state, ends.why)];
  const idleMs = ownerIdleMs(state);
  const next = nextInQueue(state);
  if (idleMs === undefined || idleMs > wallMs || next === undefined || state.mode.name !== "presenter") {
    return [];
  }
  const minutes = Math.min(next.minutes, state.mode.max_control_minutes);
  return granted(state, { to: next.participant, by: state.owner, via: "queue", minutes }, wallMs);
}

/** A mode that begins finds no queue, no offer, and its own first holder. */
export function clearedControl(state: SessionState, wallMs: number): readonly SessionEvent[] {
  const { offer, queue, holder } = state.control;
  const first = state.mode.name === "presenter" ? state.owner : null;
  const cleared: readonly SessionEvent[] = [
    ...queue.map(
      ({ request, participant }) =>
        ({ type: "control.expired", request, participant, why: "mode-changed" }) as const,
    ),
    ...(offer === null
      ? []
      : [{ type: "control.offer_ended", offer: offer.offer, to: offer.to, why: "mode-changed" } as const]),
    ...(holder === first && state.control.grant === null
      ? []
      : [
          {
            type: "control.returned",
            from: holder,
            to: first,
            why: "mode-changed",
            practice: state.control.grant?.practice ?? false,
          } as const,
        ]),
  ];
  if (state.mode.name !== "presenter") return cleared;
  const { initial_presenter: presenter, max_control_minutes: minutes } = state.mode;
  if (presenter === "owner" || presenter === state.owner || !isHere(state, presenter)) return cleared;
  const grant = { to: presenter, by: state.owner, via: "transfer", minutes } as const;
  return [...cleared, ...granted(foreseen(state, cleared, wallMs), grant, wallMs)];
}

/** Whether control may go from hand to hand in this mode as it is set. */
function mayChangeHands({ mode }: SessionState): boolean {
  return mode.name !== "presenter" || mode.allow_control_transfer;
}

/** Why somebody waits for control no longer, or undefined where they do. */
function whyNotWaiting(
  state: SessionState,
  id: ParticipantId,
): Exclude<EventOf<"control.expired">["why"], "session-ended"> | undefined {
  if (!isHere(state, id)) return "gone";
  if (!mayChangeHands(state)) return "mode-changed";
  const may = state.participants[id]?.permissions;
  // The token gives a turn, not the right to type.
  if (may?.allow_control_request !== true || (usesToken(state) && !may.allow_input)) return "not-permitted";
  return undefined;
}

/** What must follow from people having gone, or lost what their place in the machine rests on. */
export function settledControl(state: SessionState, wallMs: number): readonly SessionEvent[] {
  const { offer, queue, holder } = state.control;
  const ended = state.phase.name === "ended";
  const events: SessionEvent[] = [];
  for (const { request, participant } of queue) {
    // Who has got what they asked for by another way waits for it no longer.
    if (!ended && participant === holder) {
      events.push({ type: "control.cancelled", request, participant });
      continue;
    }
    const why = ended ? "session-ended" : whyNotWaiting(state, participant);
    if (why !== undefined) events.push({ type: "control.expired", request, participant, why });
  }
  if (offer !== null) {
    const gone = !isHere(state, offer.to) || !isHere(state, offer.by);
    // What somebody hands on is theirs to hand on only while they have it, or lead.
    const stale = offer.by !== holder && !leads(state, offer.by);
    const why = ended
      ? "session-ended"
      : gone
        ? "gone"
        : !mayChangeHands(state)
          ? "mode-changed"
          : stale
            ? "withdrawn"
            : undefined;
    if (why !== undefined) {
      events.push({ type: "control.offer_ended", offer: offer.offer, to: offer.to, why });
    }
  }
  if (!ended && holder !== null && holder !== state.owner && !isHere(state, holder)) {
    events.push(returned(state, "holder-gone"));
  }
  const next = nextInQueue(state);
  if (!ended && events.length === 0 && usesToken(state) && holder === null && next !== undefined) {
    events.push(...granted(state, { to: next.participant, by: state.owner, via: "token" }, wallMs));
  }
  return events;
}
