import type { ParticipantId } from "../../shared/base/ids.ts";
import { authorize } from "../../shared/policy/authorize.ts";
import { rules } from "../../shared/policy/rules.ts";
import { usesToken } from "../../shared/state/control.ts";
import { hasWitness, pausedFor, peopleHere } from "../../shared/state/selectors.ts";
import type { SessionState } from "../../shared/state/state.ts";
import { plural } from "../ui/words.ts";
import { holderTold } from "./control/holder-told.ts";

/**
 * mine: what I type reaches the target. other: one other person's does. free: nobody's just now, by a word that tells
 * why. watch: mine does not, by rule. stopped: something is broken. over: there is no target.
 * The frame of the screen and the control bar show the same tone.
 */
export type ControlTone = "mine" | "other" | "free" | "watch" | "stopped" | "over";

export interface ControlWords {
  readonly tone: ControlTone;
  readonly text: string;
  /** Why, or who else. */
  readonly detail: string;
  /** Whose colour the frame has. */
  readonly holder?: ParticipantId;
  /** When control ends by itself, wall ms of the host. */
  readonly untilMs?: number;
  readonly practice?: boolean;
}

/** Who types here, as one person sees it: from the same `authorize` the host asks. */
export function controlWords(state: SessionState, me: ParticipantId | undefined): ControlWords {
  if (state.phase.name === "ended") return { tone: "over", text: "Session ended", detail: "" };
  if (me === undefined) return { tone: "watch", text: "Not joined yet", detail: "" };
  const mine = authorize(state, { kind: "participant", participant: me }, "input");
  if (mine.rule === "not-in-session") return { tone: "over", text: "Not in the session", detail: "" };
  if (state.recording === "failed") {
    return { tone: "stopped", text: "Nobody can type", detail: rules["recording-failed"] };
  }
  if (pausedFor(state, me)) {
    // By whom is said where it is said whether what I see is live.
    return {
      tone: "free",
      text: "Paused",
      detail: "What happens meanwhile is recorded, and not shown to you.",
    };
  }
  if (state.paused !== null) {
    const by = state.paused.by === me ? "you" : nameOf(state, state.paused.by);
    return { tone: "free", text: `Paused by ${by}`, detail: "The others see a screen that stands still." };
  }
  // Whoever is the second person waits for none, though nobody watches them.
  const watches = state.participants[me]?.witness === true && hasWitness(state, state.owner);
  if (mine.rule === "four-eyes-missing" && !watches) {
    return { tone: "free", text: "Waiting for a second person", detail: rules["four-eyes-missing"] };
  }
  if (state.fourEyes.perCommand) {
    return { tone: "free", text: "Each command is approved", detail: commandsDetail(state, me) };
  }
  if (mine.rule === "four-eyes-missing") {
    return { tone: "watch", text: "You are the second person", detail: "The others type while you watch." };
  }
  switch (state.mode.name) {
    case "presenter":
      return presenterWords(state, me);
    case "view_only":
      return me === state.owner
        ? { tone: "mine", text: "You type", detail: watchers(state) }
        : { tone: "watch", text: "View only", detail: "Only the owner types" };
    case "interactive":
      return interactiveWords(state, me);
  }
}

function commandsDetail(state: SessionState, me: ParticipantId): string {
  if (state.participants[me]?.witness === true) return "You read what the others propose, and approve it.";
  const proposes = authorize(state, { kind: "participant", participant: me }, "propose").decision === "allow";
  return proposes ? rules["four-eyes-commands"] : "A second person approves what is typed.";
}

function presenterWords(state: SessionState, me: ParticipantId): ControlWords {
  const holder = holderTold(state, me);
  const owns = me === state.owner;
  if (holder === "hidden") return { tone: "watch", text: "Somebody has control", detail: "" };
  if (holder === null) {
    const detail = owns ? "Type to take it, or hand it to somebody." : "The owner decides who is next.";
    return { tone: "free", text: "Nobody has control", detail };
  }
  if (holder === me) {
    return { tone: "mine", text: "You have control", detail: watchers(state), ...grantFacts(state) };
  }
  const takesBack = owns && state.mode.name === "presenter" && state.mode.owner_input_reclaims;
  const place = state.control.queue.findIndex((each) => each.participant === me);
  const detail = takesBack ? "Type to take it back." : place === -1 ? "" : `Number ${place + 1} in the queue`;
  return {
    tone: "other",
    text: `${nameOf(state, holder)} has control`,
    detail,
    holder,
    ...grantFacts(state),
  };
}

function interactiveWords(state: SessionState, me: ParticipantId): ControlWords {
  const actor = { kind: "participant", participant: me } as const;
  const mine = authorize(state, actor, "input");
  if (mine.rule === "input-lapsed")
    return { tone: "watch", text: "Typing is off for you", detail: rules["input-lapsed"] };
  if (mine.rule === "no-input-permission")
    return { tone: "watch", text: "View only", detail: rules[mine.rule] };
  if (usesToken(state)) {
    const { holder } = state.control;
    if (holder === me) return { tone: "mine", text: "You have the token", detail: watchers(state) };
    if (holder === null) return { tone: "free", text: "The token is free", detail: "Take it to type." };
    return { tone: "other", text: `${nameOf(state, holder)} has the token`, detail: "", holder };
  }
  const { open, running, queue, completion } = state.lines;
  if (open === me) {
    return { tone: "mine", text: "You type directly", detail: "The queue waits until you hand it back." };
  }
  if (open !== null)
    return { tone: "other", text: `${nameOf(state, open)} types directly`, detail: "", holder: open };
  if (authorize(state, actor, "queue").decision === "allow") {
    const waiting = queue.length === 0 ? "" : `${plural(queue.length, "line")} waiting`;
    const guessed =
      completion === "silence" && running !== null ? "When it has finished is a guess here" : "";
    return {
      tone: "mine",
      text: "Lines run one by one",
      detail: [waiting, guessed].filter((each) => each !== "").join(" · "),
    };
  }
  const others = peopleHere(state).filter(
    (each) =>
      each.id !== me &&
      authorize(state, { kind: "participant", participant: each.id }, "input").decision === "allow",
  );
  if (others.length === 0) {
    return { tone: "mine", text: me === state.owner ? "You type" : "You may type", detail: watchers(state) };
  }
  return { tone: "mine", text: "You may type", detail: `${plural(others.length, "other")} may type too` };
}

function grantFacts(state: SessionState): Pick<ControlWords, "untilMs" | "practice"> {
  const { grant } = state.control;
  if (grant === null) return {};
  return {
    ...(grant.untilMs === null ? {} : { untilMs: grant.untilMs }),
    ...(grant.practice ? { practice: true } : {}),
  };
}

function watchers(state: SessionState): string {
  const count = peopleHere(state).length - 1;
  return count === 0 ? "" : count === 1 ? "1 person watches" : `${count} people watch`;
}

/** The bare name: in the bar there is no room for "Guest (…)", and the panel says it. */
function nameOf(state: SessionState, id: ParticipantId): string {
  return state.participants[id]?.name ?? "Somebody";
}
