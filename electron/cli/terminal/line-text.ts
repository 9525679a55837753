import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { clockOf } from "./clock-text.ts";

/** A line that runs for longer may never end by itself: it is said, with what can be done. */
const stuckAfterMs = 20_000;

/**
 * Whether nobody knows when a line has ended: quiet output is a guess, and the foreground is one where all that can be
 * seen of it is the ssh client.
 */
export function guessesEnd({ lines, target }: SessionState): boolean {
  return lines.completion === "silence" || (lines.completion === "process" && target.kind === "ssh");
}

function wayOut(state: SessionState, me: ParticipantId): string {
  if (me === state.owner) return " (Ctrl-] k interrupts it, l waits no longer)";
  return state.lines.running?.participant === me ? " (Ctrl-] k interrupts it)" : "";
}

/** What is said of the queue of lines to somebody who may queue some, or may not. */
export function lineText(state: SessionState, me: ParticipantId, may: boolean, nowMs: number): string {
  const { running, queue } = state.lines;
  const waiting = queue.length > 0 ? `, ${queue.length} waiting` : "";
  if (running === null) return `${may ? "you may queue lines" : "view only"}${waiting}`;
  const forMs = nowMs - running.startedAtMs;
  const guess = guessesEnd(state) ? ", when it ends is a guess" : "";
  const isStuck = forMs > stuckAfterMs;
  const runs = isStuck ? `a line still runs, ${clockOf(forMs)}` : "a line runs";
  return `${may ? "" : "view only, "}${runs}${waiting}${guess}${isStuck ? wayOut(state, me) : ""}`;
}
