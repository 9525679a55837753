import type { ParticipantId } from "../../../shared/base/ids.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import type { Capability } from "../../../shared/policy/capabilities.ts";
import { usesControl } from "../../../shared/state/control.ts";
import { hasWitness, peopleHere } from "../../../shared/state/selectors.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { showControls } from "../../../shared/vt/clean.ts";
import { clockOf, secondsOf } from "./clock-text.ts";
import { lineText } from "./line-text.ts";

export function mayDo(state: SessionState, me: ParticipantId, capability: Capability): boolean {
  return authorize(state, { kind: "participant", participant: me }, capability).decision === "allow";
}

/** Whether what is typed is gathered into lines here, and queued at Enter. */
export function queuesLines(state: SessionState, me: ParticipantId): boolean {
  const { mode, lines } = state;
  return mode.name === "interactive" && mode.input_merge_mode === "queued" && lines.open !== me;
}

/** Whether this person is told who has control: the mode may leave that between the owner and whoever has it. */
export function seesHolder({ mode, owner, control }: SessionState, me: ParticipantId): boolean {
  return mode.name !== "presenter" || mode.presenter_indicator || me === owner || me === control.holder;
}

function holderText(state: SessionState, me: ParticipantId, nowMs: number): string {
  const { holder, grant } = state.control;
  if (holder === null) return "nobody has control";
  if (!seesHolder(state, me)) return "somebody has control";
  const left = grant?.untilMs === null || grant === null ? "" : `, ${clockOf(grant.untilMs - nowMs)} left`;
  const practice = grant?.practice === true ? " (practice)" : "";
  const who = holder === me ? "you have" : `${nameOf(state, holder)} has`;
  return `${who} control${practice}${left}`;
}

function controlText(state: SessionState, me: ParticipantId, nowMs: number): readonly string[] {
  const { holder, offer, queue } = state.control;
  const has = holderText(state, me, nowMs);
  const left = offer === null ? "" : secondsOf(offer.untilMs - nowMs);
  if (offer?.to === me && offer.awaits === "recipient")
    return [`offered to you: ${left} (Ctrl-] y takes it)`];
  const place = queue.findIndex((each) => each.participant === me) + 1;
  if (place > 0) return [has, `asked: place ${place} of ${queue.length}`];
  const mayGive = mayDo(state, me, "give");
  const offers =
    offer !== null && (offer.by === me || mayGive) ? [`offered to ${nameOf(state, offer.to)}: ${left}`] : [];
  const asks = queue.length > 0 && mayGive ? [`${queue.length} asking for it`] : [];
  if (holder === me || asks.length > 0 || offers.length > 0) return [has, ...offers, ...asks];
  const may = mayDo(state, me, "input");
  return [has, may ? "you may type" : mayDo(state, me, "ask") ? "you can ask for control" : "view only"];
}

function typingText(state: SessionState, me: ParticipantId, nowMs: number): string {
  if (queuesLines(state, me)) return lineText(state, me, mayDo(state, me, "queue"), nowMs);
  if (state.lines.open === me) return "you type raw: Ctrl-] o hands it back";
  return mayDo(state, me, "input") ? "you may type" : "view only";
}

function nameOf(state: SessionState, id: ParticipantId): string {
  return showControls(state.participants[id]?.name ?? "somebody");
}

const recordings = { on: "recorded", off: "not recorded", failed: "RECORDING FAILED" } as const;

/** What the status bar says of a session to one of its people. `nowMs`: wall time of the host. */
export function statusText(state: SessionState, me: ParticipantId, nowMs: number): string {
  const isOwner = me === state.owner;
  const parts = [
    showControls(state.title),
    `${peopleHere(state).length} here`,
    ...(usesControl(state) ? controlText(state, me, nowMs) : [typingText(state, me, nowMs)]),
  ];
  if (state.paused !== null) parts.push("PAUSED");
  if (state.fourEyes.required && !hasWitness(state, me)) parts.push("no witness here");
  if (state.sharing === "off") parts.push("sharing is off");
  const waiting = Object.keys(state.joinRequests).length;
  if (waiting > 0 && isOwner) parts.push(`${waiting} waiting to be let in`);
  const proposals = state.proposals.filter((each) => each.status === "open");
  const own = proposals.filter((each) => each.participant === me).length;
  if (proposals.length > 0 && mayDo(state, me, "judge")) parts.push(`${proposals.length} proposed`);
  else if (own > 0) parts.push(own === 1 ? "your proposal waits" : `${own} of your proposals wait`);
  parts.push(recordings[state.recording]);
  return parts.join(" · ");
}

/** Whether it changes with every second. */
export function countsDown(state: SessionState): boolean {
  const { control, lines } = state;
  const isTimed = typeof control.grant?.untilMs === "number" || control.offer !== null;
  return (usesControl(state) && isTimed) || lines.running !== null;
}
