import type { ParticipantId } from "../../../shared/base/ids.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import type { Capability } from "../../../shared/policy/capabilities.ts";
import { usesControl } from "../../../shared/state/control.ts";
import { hasWitness, peopleHere } from "../../../shared/state/selectors.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { showControls } from "../../../shared/vt/clean.ts";

/** Minutes and seconds until then: `3:07`. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function mayDo(state: SessionState, me: ParticipantId, capability: Capability): boolean {
  return authorize(state, { kind: "participant", participant: me }, capability).decision === "allow";
}

/** Whether what is typed is gathered into lines here, and queued at Enter. */
export function queuesLines(state: SessionState, me: ParticipantId): boolean {
  const { mode, lines } = state;
  return mode.name === "interactive" && mode.input_merge_mode === "queued" && lines.open !== me;
}

function controlText(state: SessionState, me: ParticipantId, nowMs: number): readonly string[] {
  const { holder, grant, offer, queue } = state.control;
  const left = grant?.untilMs === null || grant === null ? "" : `, ${clockOf(grant.untilMs - nowMs)} left`;
  const practice = grant?.practice === true ? " (practice)" : "";
  const name = holder === null ? "nobody" : showControls(state.participants[holder]?.name ?? "somebody");
  const has = holder === me ? `you have control${practice}${left}` : `${name} has control${practice}${left}`;
  if (offer?.to === me && offer.awaits === "recipient")
    return [`control is offered to you: Ctrl-] y takes it`];
  const place = queue.findIndex((each) => each.participant === me) + 1;
  if (place > 0) return [has, `you are number ${place} in the queue`];
  const asks = queue.length > 0 && mayDo(state, me, "give") ? [`${queue.length} asking for it`] : [];
  if (holder === me || asks.length > 0) return [has, ...asks];
  const may = mayDo(state, me, "input");
  return [has, may ? "you may type" : mayDo(state, me, "ask") ? "you can ask for control" : "view only"];
}

function typingText(state: SessionState, me: ParticipantId): string {
  if (queuesLines(state, me)) {
    const { running, queue } = state.lines;
    const waiting = queue.length > 0 ? `, ${queue.length} waiting` : "";
    if (!mayDo(state, me, "queue")) return `view only${waiting}`;
    return running === null ? `you may queue lines${waiting}` : `a line runs${waiting}`;
  }
  if (state.lines.open === me) return "you type raw: Ctrl-] o hands it back";
  return mayDo(state, me, "input") ? "you may type" : "view only";
}

const recordings = { on: "recorded", off: "not recorded", failed: "RECORDING FAILED" } as const;

/** What the status bar says of a session to one of its people. `nowMs`: wall time of the host. */
export function statusText(state: SessionState, me: ParticipantId, nowMs: number): string {
  const isOwner = me === state.owner;
  const parts = [
    showControls(state.title),
    `${peopleHere(state).length} here`,
    ...(usesControl(state) ? controlText(state, me, nowMs) : [typingText(state, me)]),
  ];
  if (state.paused !== null) parts.push("PAUSED");
  if (state.fourEyes.required && !hasWitness(state, me)) parts.push("no witness here");
  if (state.sharing === "off") parts.push("sharing is off");
  parts.push(recordings[state.recording]);
  const waiting = Object.keys(state.joinRequests).length;
  if (waiting > 0 && isOwner) parts.push(`${waiting} waiting to be let in`);
  const proposals = state.proposals.filter((each) => each.status === "open").length;
  if (proposals > 0 && mayDo(state, me, "judge")) parts.push(`${proposals} proposed`);
  return parts.join(" · ");
}

/** Whether it changes with every second. */
export function countsDown(state: SessionState): boolean {
  return usesControl(state) && typeof state.control.grant?.untilMs === "number";
}
