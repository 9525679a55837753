import type { ParticipantId } from "../../shared/base/ids.ts";
import type { ClientStatus } from "../../shared/client/status.ts";
import { authorize } from "../../shared/policy/authorize.ts";
import { rules } from "../../shared/policy/rules.ts";
import { peopleHere } from "../../shared/state/selectors.ts";
import type { SessionState } from "../../shared/state/state.ts";
import { plural } from "../ui/words.ts";

/**
 * mine: what I type reaches the target. watch: it does not, by rule. stopped: nobody's does. over: there is no target.
 * The frame of the screen and the control bar show the same tone.
 */
export type ControlTone = "mine" | "watch" | "stopped" | "over";

export interface ControlWords {
  readonly tone: ControlTone;
  readonly text: string;
  /** Why, or who else. */
  readonly detail: string;
}

/** Who types here, as one person sees it: from the same `authorize` the host asks. */
export function controlWords(state: SessionState, me: ParticipantId | undefined): ControlWords {
  if (state.phase.name === "ended") return { tone: "over", text: "Session ended", detail: "" };
  if (me === undefined) return { tone: "watch", text: "Not joined yet", detail: "" };
  const mine = authorize(state, { kind: "participant", participant: me }, "input");
  if (mine.rule === "not-in-session") return { tone: "over", text: "Not in the session", detail: "" };
  if (mine.rule === "recording-failed") {
    return { tone: "stopped", text: "Nobody can type", detail: rules["recording-failed"] };
  }
  const others = peopleHere(state).filter(
    (each) =>
      each.id !== me &&
      authorize(state, { kind: "participant", participant: each.id }, "input").decision === "allow",
  );
  if (mine.decision !== "allow") {
    const detail = mine.rule === "view-only-mode" ? "Only the owner types" : rules[mine.rule];
    return { tone: "watch", text: "View only", detail };
  }
  if (others.length === 0) {
    const watching = peopleHere(state).length - 1;
    const alone = watching === 0 ? "" : watching === 1 ? "1 person watches" : `${watching} people watch`;
    return { tone: "mine", text: me === state.owner ? "You type" : "You may type", detail: alone };
  }
  return { tone: "mine", text: "You may type", detail: `${plural(others.length, "other")} may type too` };
}

export type LineTone = "live" | "late" | "broken" | "over";

export interface LineWords {
  readonly tone: LineTone;
  readonly text: string;
  /** How it travels and how long that takes; empty for a window of the owner's own machine. */
  readonly detail: string;
}

/** Behind by less than this still reads as live. */
const noticeableMs = 1_500;

/** Whether what I see is what happens now: the one place that says so. */
export function lineWords(
  status: ClientStatus,
  facts: { readonly behindMs: number; readonly roundTripMs: number | undefined; readonly ended: boolean },
): LineWords {
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
