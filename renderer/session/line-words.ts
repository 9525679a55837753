import type { ParticipantId } from "../../shared/base/ids.ts";
import type { ClientStatus } from "../../shared/client/status.ts";
import { pausedFor } from "../../shared/state/selectors.ts";
import type { SessionState } from "../../shared/state/state.ts";

export type LineTone = "live" | "late" | "still" | "broken" | "over";

export interface LineWords {
  readonly tone: LineTone;
  readonly text: string;
  /** How it travels and how long that takes; empty for a window of the owner's own machine. */
  readonly detail: string;
}

/** Behind by less than this still reads as live. */
const noticeableMs = 1_500;

export interface LineFacts {
  readonly behindMs: number;
  readonly roundTripMs: number | undefined;
  readonly ended: boolean;
  /** Whose pause holds my screen. */
  readonly pausedBy?: string | undefined;
}

/** Whose pause keeps this person's screen still, by name; undefined where it moves. */
export function pausedBy(state: SessionState, me: ParticipantId | undefined): string | undefined {
  if (me === undefined || state.paused === null || state.phase.name === "ended") return undefined;
  if (!pausedFor(state, me)) return undefined;
  return state.participants[state.paused.by]?.name ?? "the owner";
}

/** Whether what I see is what happens now: the one place that says so. */
export function lineWords(status: ClientStatus, facts: LineFacts): LineWords {
  if (facts.ended) return { tone: "over", text: "Ended", detail: "" };
  switch (status.name) {
    case "connecting":
    case "waiting":
      return { tone: "late", text: "Connecting…", detail: "" };
    case "reconnecting":
      return {
        tone: "broken",
        text: "Reconnecting…",
        detail: status.attempt > 3 ? `Attempt ${status.attempt}` : "",
      };
    case "over":
      return { tone: "over", text: "Disconnected", detail: "" };
    case "live": {
      const detail = lineDetail(status.carrier, facts.roundTripMs);
      if (facts.pausedBy !== undefined) return { tone: "still", text: `Paused by ${facts.pausedBy}`, detail };
      if (facts.behindMs < noticeableMs) return { tone: "live", text: "Live", detail };
      return { tone: "late", text: `${Math.round(facts.behindMs / 1000)} s behind`, detail };
    }
  }
}

function lineDetail(carrier: "local" | "relay" | "webrtc", roundTripMs: number | undefined): string {
  if (carrier === "local") return "";
  const way = carrier === "webrtc" ? "Direct" : "Relayed";
  return roundTripMs === undefined ? way : `${way} · ${Math.max(1, Math.round(roundTripMs))} ms`;
}
