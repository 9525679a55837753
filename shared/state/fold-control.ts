import type { ParticipantId } from "../base/ids.ts";
import { askAgainMs } from "./control-state.ts";
import { counted, type Folds, withParticipant } from "./fold.ts";
import type { SessionState } from "./state.ts";

type Control = SessionState["control"];

function withControl(state: SessionState, change: Partial<Control>): SessionState {
  return { ...state, control: { ...state.control, ...change } };
}

/** The request is answered: out of the queue, and its asker waits a little before the next. */
function withoutRequest(
  state: SessionState,
  request: number | undefined,
  participant: ParticipantId,
  atMs: number,
): SessionState {
  if (request === undefined) return state;
  // What no longer keeps anybody from asking is forgotten: guests cost nothing to make.
  const recent = Object.entries(state.control.lastEndedMs).filter(
    ([, endedMs]) => atMs - endedMs < askAgainMs,
  );
  return withControl(state, {
    queue: state.control.queue.filter((each) => each.request !== request),
    lastEndedMs: { ...Object.fromEntries(recent), [participant]: atMs },
  });
}

export const controlFolds: Folds<
  | "control.requested"
  | "control.denied"
  | "control.cancelled"
  | "control.expired"
  | "control.offered"
  | "control.offer_approved"
  | "control.offer_ended"
  | "control.granted"
  | "control.returned"
> = {
  "control.requested": (state, event, { atMs }) => {
    const { type: _type, ...request } = event;
    const queue = [...state.control.queue, { ...request, atMs }];
    return counted(withControl(state, { queue }), "request", event.request);
  },
  "control.denied": (state, event, { atMs }) => withoutRequest(state, event.request, event.participant, atMs),
  "control.cancelled": (state, event, { atMs }) =>
    withoutRequest(state, event.request, event.participant, atMs),
  "control.expired": (state, event, { atMs }) =>
    withoutRequest(state, event.request, event.participant, atMs),
  "control.offered": (state, event) => {
    const { type: _type, ...offer } = event;
    return counted(withControl(state, { offer }), "offer", event.offer);
  },
  "control.offer_approved": (state, event) => {
    const { offer } = state.control;
    if (offer?.offer !== event.offer) return state;
    return withControl(state, { offer: { ...offer, awaits: "recipient", untilMs: event.untilMs } });
  },
  "control.offer_ended": (state, event) =>
    state.control.offer?.offer === event.offer ? withControl(state, { offer: null }) : state,
  "control.granted": (state, event, { atMs }) => {
    const { by, untilMs, autoReturn, practice, reason } = event;
    const answered = withoutRequest(state, event.request, event.to, atMs);
    const given = withControl(answered, {
      holder: event.to,
      grant: {
        by,
        untilMs,
        autoReturn,
        practice,
        ...(reason === undefined ? {} : { reason }),
        sinceMs: atMs,
        // Somebody whose line is lost just now may be given control, and has as long as anybody to come back to it.
        ...(state.participants[event.to]?.presence.name === "lost" ? { lostAtMs: atMs } : {}),
      },
      offer: null,
    });
    // The token is a turn to type: whoever is given it types again, however long they were silent.
    const isTurn = state.mode.name === "interactive";
    return isTurn
      ? withParticipant(given, event.to, (before) => ({ ...before, inputLapsed: false, lastInputAtMs: atMs }))
      : given;
  },
  "control.returned": (state, event) => withControl(state, { holder: event.to, grant: null }),
};

/** The holder's line was lost, or is back. */
export function withHolderLine(
  state: SessionState,
  id: ParticipantId,
  lostAtMs: number | undefined,
): SessionState {
  const { grant, holder } = state.control;
  if (holder !== id || grant === null) return state;
  const { lostAtMs: _before, ...kept } = grant;
  return withControl(state, { grant: lostAtMs === undefined ? kept : { ...kept, lostAtMs } });
}

function withLines(state: SessionState, change: Partial<SessionState["lines"]>): SessionState {
  return { ...state, lines: { ...state.lines, ...change } };
}

export const lineFolds: Folds<
  | "line.queued"
  | "line.started"
  | "line.finished"
  | "line.removed"
  | "line.moved"
  | "line.opened"
  | "line.closed"
  | "line.completion_changed"
> = {
  "line.queued": (state, event, { atMs }) => {
    const { type: _type, ...line } = event;
    return counted(
      withLines(state, { queue: [...state.lines.queue, { ...line, atMs }] }),
      "line",
      event.line,
    );
  },
  "line.started": (state, event, { atMs }) => {
    const line = state.lines.queue.find((each) => each.line === event.line);
    if (line === undefined) return state;
    const queue = state.lines.queue.filter((each) => each !== line);
    return withParticipant(
      withLines(state, { queue, running: { ...line, startedAtMs: atMs } }),
      line.participant,
      (before) => ({ ...before, lastInputAtMs: atMs, activeAtMs: atMs }),
    );
  },
  "line.finished": (state, event) =>
    state.lines.running?.line === event.line ? withLines(state, { running: null }) : state,
  "line.removed": (state, event) =>
    withLines(state, { queue: state.lines.queue.filter((each) => each.line !== event.line) }),
  "line.moved": (state, event) => {
    const moved = state.lines.queue.filter((each) => each.line === event.line);
    const others = state.lines.queue.filter((each) => each.line !== event.line);
    return withLines(state, { queue: [...moved, ...others] });
  },
  "line.opened": (state, event) => withLines(state, { open: event.participant }),
  "line.closed": (state) => withLines(state, { open: null }),
  "line.completion_changed": (state, event) => withLines(state, { completion: event.completion }),
};
