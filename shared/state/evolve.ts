import type { ParticipantId } from "../base/ids.ts";
import { type Entry, type EventOf, events, type EventType, type SessionEvent } from "../events/table.ts";
import { type Permissions, permissionNames } from "../events/terms.ts";
import { type Fold, withParticipant } from "./fold.ts";
import { controlFolds, lineFolds, withHolderLine } from "./fold-control.ts";
import { noteFolds } from "./fold-notes.ts";
import type { Participant, SessionState } from "./state.ts";

/** How much chat a snapshot carries: at most this many messages and characters, the newest. */
export const chatKept = { messages: 150, characters: 40_000 } as const;

/** People who left are remembered, so that coming back neither loses nor regains rights; past this many the oldest of them are forgotten. */
export const participantsKept = 300;

/**
 * Somebody removed is remembered longer than somebody who left, but not for ever: guests cost nothing to make, and a
 * snapshot, chat included, has to fit a message.
 */
export const removedKept = 350;

/** Why somebody was removed, kept for those removed last; every reason stands in the log. A longest one takes 1,500 bytes. */
export const reasonsKept = 16;

/** Addresses kept for display, those told last; all of them stand in the private file. */
export const addressesKept = 350;

const unchanged = (state: SessionState) => state;

function withoutRequest(state: SessionState, id: ParticipantId): SessionState {
  if (state.joinRequests[id] === undefined) return state;
  const { [id]: _answered, ...joinRequests } = state.joinRequests;
  return { ...state, joinRequests };
}

function withLink(
  state: SessionState,
  id: keyof SessionState["links"] | undefined,
  change: (
    link: SessionState["links"][keyof SessionState["links"]],
  ) => Partial<SessionState["links"][keyof SessionState["links"]]>,
): SessionState {
  const link = id === undefined ? undefined : state.links[id];
  if (id === undefined || link === undefined) return state;
  return { ...state, links: { ...state.links, [id]: { ...link, ...change(link) } } };
}

function withChanges(
  before: Permissions,
  changes: { readonly [Name in keyof Permissions]?: boolean | undefined },
): Permissions {
  const after = { ...before };
  for (const name of permissionNames) after[name] = changes[name] ?? before[name];
  return after;
}

function oldest(people: readonly Participant[], where: "gone" | "removed", count: number) {
  return people
    .flatMap(({ id, presence }) => (presence.name === where ? [{ id, atMs: presence.atMs }] : []))
    .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1))
    .slice(0, Math.max(0, count))
    .map((each) => each.id);
}

/** Forgets the longest gone where there are too many, then the longest removed; never anybody who is here. */
function trimmed(state: SessionState): SessionState {
  const people = Object.values(state.participants);
  if (people.length <= participantsKept) return state;
  const gone = oldest(people, "gone", people.length - participantsKept);
  const removed = oldest(people, "removed", people.length - gone.length - removedKept);
  const forgotten = new Set([...gone, ...removed]);
  const participants = Object.fromEntries(
    people.filter((each) => !forgotten.has(each.id)).map((each) => [each.id, each]),
  );
  return { ...state, participants };
}

function withoutOldReasons(state: SessionState): SessionState {
  const given = Object.values(state.participants).filter(
    ({ presence }) => presence.name === "removed" && presence.reason !== undefined,
  );
  return oldest(given, "removed", given.length - reasonsKept).reduce(
    (shorter, id) =>
      withParticipant(shorter, id, (before) =>
        before.presence.name === "removed"
          ? {
              ...before,
              presence: { name: "removed", atMs: before.presence.atMs, rejoin: before.presence.rejoin },
            }
          : before,
      ),
    state,
  );
}

/** What is true of everybody who has just come in. */
function arrived(atMs: number) {
  return { joinedAtMs: atMs, activeAtMs: atMs, inputLapsed: false, inView: true, witness: false } as const;
}

const folds = {
  output: unchanged,
  // Lines are wrapped anew at another width: what pointed at them would point elsewhere.
  resized: (state, event) => ({
    ...state,
    size: { cols: event.cols, rows: event.rows },
    annotations: event.cols === state.size.cols ? state.annotations : [],
  }),
  "target.exited": unchanged,
  "session.started": unchanged,
  "session.ended": (state, event, { atMs }) => {
    const { type: _type, ...ending } = event;
    return {
      ...state,
      phase: { name: "ended", ...ending, atMs },
      joinRequests: {},
      proposals: state.proposals.map((each) =>
        each.status === "open" ? { ...each, status: "expired" } : each,
      ),
    };
  },
  "mode.changed": (state, event, { atMs }) => ({ ...state, mode: event.mode, modeSinceMs: atMs }),
  "session.paused": (state, event, { atMs }) => ({ ...state, paused: { by: event.by, sinceMs: atMs } }),
  "session.resumed": (state) => ({ ...state, paused: null }),
  "scrollback.changed": (state, event) => ({ ...state, joinerScrollback: event.joinerScrollback }),
  "four_eyes.required": (state, event) => ({
    ...state,
    fourEyes: { required: true, perCommand: event.perCommand },
  }),
  "sharing.switched": (state, event) => ({ ...state, sharing: event.on ? "on" : "off" }),
  "recording.failed": (state) => ({ ...state, recording: "failed" }),
  "screen.failed": (state) => ({ ...state, screen: "failed" }),
  "clock.jumped": (state, event) => ({ ...state, wallOffsetMs: state.wallOffsetMs + event.byMs }),
  "terminal.replied": unchanged,
  "join.requested": (state, event) => {
    const { type: _type, ...request } = event;
    return { ...state, joinRequests: { ...state.joinRequests, [event.participant]: request } };
  },
  "join.denied": (state, event) => withoutRequest(state, event.participant),
  "join.lapsed": (state, event) => withoutRequest(state, event.participant),
  "participant.joined": (state, event, { atMs }) => {
    const { type: _type, participant: id, acceptedRecording: _accepted, ...rest } = event;
    const joined = { id, ...rest, ...arrived(atMs), presence: { name: "present" } } as const;
    const admitted = withoutRequest({ ...state, participants: { ...state.participants, [id]: joined } }, id);
    const fresh = state.participants[id] === undefined ? 1 : 0;
    return trimmed(
      withLink(admitted, event.link, (link) => ({ uses: link.uses + fresh, lastUsedAtMs: atMs })),
    );
  },
  "participant.address": (state, event) => {
    const { [event.participant]: _before, ...others } = state.private.addresses;
    const latest = Object.entries(others).slice(1 - addressesKept);
    const told = { address: event.address, toldBy: event.toldBy };
    return { ...state, private: { addresses: Object.fromEntries([...latest, [event.participant, told]]) } };
  },
  "participant.connected": (state, event, { atMs }) => {
    const back = withParticipant(
      withHolderLine(state, event.participant, undefined),
      event.participant,
      (before) => ({
        ...before,
        activeAtMs: atMs,
        presence: { name: "present" },
      }),
    );
    return withLink(back, back.participants[event.participant]?.link, () => ({ lastUsedAtMs: atMs }));
  },
  "participant.disconnected": (state, event, { atMs }) =>
    withParticipant(withHolderLine(state, event.participant, atMs), event.participant, (before) => ({
      ...before,
      presence: { name: "lost", untilMs: event.untilMs },
    })),
  "participant.left": (state, event, { atMs }) =>
    withParticipant(state, event.participant, (before) => ({ ...before, presence: { name: "gone", atMs } })),
  "participant.removed": (state, event, { atMs }) => {
    const { reason, rejoin } = event;
    const presence = { name: "removed", atMs, rejoin, ...(reason === undefined ? {} : { reason }) } as const;
    const removed = withParticipant(state, event.participant, (before) => ({ ...before, presence }));
    return reason === undefined ? removed : withoutOldReasons(removed);
  },
  "participant.blocked": (state, event, { atMs }) => {
    const blocked = state.participants[event.participant];
    if (blocked === undefined) return state;
    return withParticipant(
      { ...state, blocked: { ...state.blocked, [blocked.key]: blocked.id } },
      blocked.id,
      (before) => ({ ...before, presence: { name: "removed", atMs, rejoin: false } }),
    );
  },
  "participant.unblocked": (state, event) => ({
    ...state,
    blocked: Object.fromEntries(
      Object.entries(state.blocked).filter(([, whose]) => whose !== event.participant),
    ),
  }),
  "role.changed": (state, event) =>
    withParticipant(state, event.participant, (before) => ({ ...before, role: event.role })),
  "view.changed": (state, event) =>
    withParticipant(state, event.participant, (before) => ({ ...before, inView: event.inView })),
  "participant.active": (state, event, { atMs }) =>
    withParticipant(state, event.participant, (before) => ({ ...before, activeAtMs: atMs })),
  "witness.named": (state, event) =>
    withParticipant(state, event.participant, (before) => ({ ...before, witness: event.witness })),
  "permission.changed": (state, event, { atMs }) =>
    withParticipant(state, event.participant, (before) => ({
      ...before,
      permissions: withChanges(before.permissions, event.permissions),
      // Whoever may type from now on has not been silent until now.
      ...(event.permissions.allow_input === true && !before.permissions.allow_input
        ? { lastInputAtMs: atMs, inputLapsed: false }
        : {}),
    })),
  "link.created": (state, event) => ({
    ...state,
    links: {
      ...state.links,
      [event.link]: {
        id: event.link,
        grant: event.grant,
        expiresAtMs: event.expiresAtMs,
        maxUses: event.maxUses,
        uses: 0,
        approval: event.approval,
        status: "open",
      },
    },
  }),
  "link.revoked": (state, event) => withLink(state, event.link, () => ({ status: "revoked" })),
  "link.expired": (state, event) => withLink(state, event.link, () => ({ status: "expired" })),
  "link.restricted": (state, event) => withLink(state, event.link, () => ({ approval: true })),
  "chat.sent": (state, event, { seq, atMs }) => {
    const name = state.participants[event.participant]?.name;
    if (name === undefined) return state;
    const { participant, text, mentions } = event;
    const chat = [...state.chat, { seq, atMs, participant, name, text, mentions }];
    let characters = chat.reduce((sum, message) => sum + message.text.length, 0);
    while (chat.length > chatKept.messages || characters > chatKept.characters) {
      characters -= chat.shift()?.text.length ?? 0;
    }
    return { ...state, chat };
  },
  "input.submitted": (state, event, { atMs }) =>
    withParticipant(state, event.participant, (before) => ({
      ...before,
      lastInputAtMs: atMs,
      activeAtMs: atMs,
    })),
  "input.lapsed": (state, event) =>
    withParticipant(state, event.participant, (before) => ({ ...before, inputLapsed: true })),
  "input.resumed": (state, event, { atMs }) =>
    withParticipant(state, event.participant, (before) => ({
      ...before,
      inputLapsed: false,
      lastInputAtMs: atMs,
    })),
  ...controlFolds,
  ...lineFolds,
  ...noteFolds,
  "epoch.began": unchanged,
  checkpoint: unchanged,
  "checkpoint.salt": unchanged,
  "witness.stated": unchanged,
} as const satisfies { readonly [Type in EventType]: Fold<Type> };

/** The state before the first entry, made from it. */
export function initialState(first: EventOf<"session.started">, epoch: number): SessionState {
  const { owner } = first;
  return {
    epoch,
    seq: 0,
    elapsedMs: 0,
    wallOffsetMs: first.startedAtMs,
    id: first.session,
    title: first.title,
    target: first.target,
    owner: owner.participant,
    startedAtMs: first.startedAtMs,
    joinerScrollback: first.joinerScrollback,
    phase: { name: "running" },
    size: { cols: first.cols, rows: first.rows },
    mode: first.mode,
    modeSinceMs: first.startedAtMs,
    sessionType: first.sessionType,
    ...(first.training === undefined ? {} : { training: first.training }),
    fourEyes: first.fourEyes,
    paused: null,
    sharing: "on",
    control: {
      holder: first.mode.name === "presenter" ? owner.participant : null,
      grant: null,
      offer: null,
      queue: [],
      lastEndedMs: {},
    },
    lines: { running: null, queue: [], open: null, completion: "silence" },
    blocked: {},
    proposals: [],
    questions: [],
    annotations: [],
    bookmarks: [],
    counters: { request: 0, offer: 0, line: 0, proposal: 0, question: 0, annotation: 0, bookmark: 0 },
    recording: first.recorded ? "on" : "off",
    screen: "ok",
    participants: {
      [owner.participant]: {
        id: owner.participant,
        name: owner.name,
        key: owner.key,
        role: "owner",
        permissions: owner.permissions,
        approval: { method: "owner" },
        ...arrived(first.startedAtMs),
        presence: { name: "present" },
      },
    },
    joinRequests: {},
    links: {},
    chat: [],
    private: { addresses: {} },
  };
}

function foldEvent<Type extends EventType>(
  state: SessionState,
  event: EventOf<Type>,
  at: { readonly seq: number; readonly atMs: number },
): SessionState {
  const fold = folds[event.type] as Fold<Type>;
  return fold(state, event, at);
}

/** The state after one more entry. Pure; an entry of a newer format only moves the place in the log. */
export function evolve(state: SessionState, entry: Entry): SessionState {
  const { epoch, seq, elapsedMs, event } = entry;
  if (event.type === "output" || event.type === "unknown") return { ...state, epoch, seq, elapsedMs };
  const next = foldEvent(state, event, { seq, atMs: Math.round(state.wallOffsetMs + elapsedMs) });
  return { ...next, epoch, seq, elapsedMs };
}

/** A private entry: it has no place in the public log, and touches the private slice alone. */
export function evolvePrivate(state: SessionState, event: Entry["event"]): SessionState {
  if (event.type === "unknown") return state;
  const next = foldEvent(state, event, {
    seq: state.seq,
    atMs: Math.round(state.wallOffsetMs + state.elapsedMs),
  });
  return { ...state, private: next.private };
}

/** What a participant other than the owner may know. */
export function visible(state: SessionState): SessionState {
  return { ...state, private: { addresses: {} } };
}

/** The state once these have happened, at that wall time: for whoever has to know what follows from them. */
export function foreseen(
  state: SessionState,
  happened: readonly SessionEvent[],
  wallMs: number,
): SessionState {
  const elapsedMs = wallMs - state.wallOffsetMs;
  return happened.reduce((before, event) => {
    if (events[event.type].visibility === "private") return evolvePrivate(before, event);
    return evolve(before, { epoch: before.epoch, seq: before.seq + 1, elapsedMs, event });
  }, state);
}
