import type { LinkId, ParticipantId } from "../base/ids.ts";
import type { Permissions } from "../events/terms.ts";
import { placesOf } from "../events/mode.ts";
import {
  hasWitness,
  isHere,
  leads,
  linkClosed,
  participantByKey,
  pausedFor,
  placesTaken,
} from "../state/selectors.ts";
import type { LinkState, Participant, SessionState } from "../state/state.ts";
import { type Capability, standings } from "./capabilities.ts";
import { allow, ask, type Decision, deny, type Rule } from "./rules.ts";

/** Who acts: the host itself, or somebody in the session. Always the host's word, never the peer's. */
export type Actor =
  | { readonly kind: "host" }
  | { readonly kind: "participant"; readonly participant: ParticipantId };

const missing: Readonly<Partial<Record<keyof Permissions, Rule>>> = {
  allow_chat: "no-chat-permission",
  allow_input: "no-input-permission",
  allow_control_request: "no-request-permission",
  allow_annotations: "no-annotation-permission",
  allow_clipboard: "no-clipboard-permission",
  allow_screenshots: "no-picture-permission",
};

/** What does not end with the session: its last screen stays in view. */
const afterwards: ReadonlySet<Capability> = new Set(["leave", "watch", "copy", "picture"]);

/** May this actor do what needs this capability, now? The first rule that applies decides; nothing allows by default. */
export function authorize(state: SessionState, actor: Actor, capability: Capability): Decision {
  if (actor.kind === "host") return allow("role-allows");
  const participant = state.participants[actor.participant];
  if (participant === undefined || !isHere(state, actor.participant)) return deny("not-in-session");
  if (state.phase.name === "ended" && !afterwards.has(capability)) return deny("session-ended");
  if (capability === "input" || capability === "queue") return authorizeInput(state, participant, capability);
  // A witness decides about each command where the session asks for that.
  if (capability === "judge" && participant.witness && state.fourEyes.perCommand) return allow("role-allows");
  const right = byStanding(state, participant, capability);
  if (right.decision !== "allow") return right;
  // A pause is ended by the owner or by whoever made it.
  if (capability === "pause" && state.paused !== null && participant.role !== "owner") {
    if (state.paused.by !== participant.id) return deny("owner-does-this");
  }
  // Pasting is typing, too.
  if (capability === "paste") return authorizeInput(state, participant, "input");
  if (capability === "chat" && state.mode.name === "view_only" && !state.mode.allow_chat) {
    if (participant.role !== "owner") return deny("no-chat-in-mode");
  }
  return right;
}

/** By role and permission alone. */
function byStanding(
  state: SessionState,
  { id, role, permissions }: Participant,
  needs: Capability,
): Decision {
  const standing = standings[role][needs];
  switch (standing) {
    case "yes":
      return allow("role-allows");
    case "no":
      return deny(needs === "leave" ? "owner-ends" : "owner-does-this");
    case "training":
      return leads(state, id) ? allow("role-allows") : deny("owner-does-this");
    default:
      return permissions[standing] ? allow("permission-allows") : deny(missing[standing] ?? "no-permission");
  }
}

/** The one place where grants, roles, control and modes meet: product.md, section 3, "Who may type". */
function authorizeInput(
  state: SessionState,
  participant: Participant,
  capability: "input" | "queue",
): Decision {
  const { id, role } = participant;
  const isOwner = role === "owner";
  const { mode, control } = state;
  const holds = control.holder === id;
  const byRight = byStanding(state, participant, capability);
  // Whoever was given control may type while they have it, whatever they came with.
  if (byRight.decision !== "allow" && !(mode.name === "presenter" && holds)) return byRight;
  if (state.recording === "failed") return deny("recording-failed");
  if (pausedFor(state, id)) return deny("paused");
  if (state.fourEyes.required) {
    if (!hasWitness(state, id)) return deny("four-eyes-missing");
    if (state.fourEyes.perCommand) return deny("four-eyes-commands");
  }
  if (capability === "queue" && (mode.name !== "interactive" || mode.input_merge_mode !== "queued")) {
    return deny("not-queued");
  }
  switch (mode.name) {
    case "view_only":
      return isOwner ? byRight : deny("view-only-mode");
    case "presenter":
      if (holds) return isOwner ? byRight : allow("holds-control");
      return isOwner && mode.owner_input_reclaims ? allow("owner-reclaims") : deny("not-controller");
    case "interactive":
      if (participant.inputLapsed) return deny("input-lapsed");
      if (mode.input_merge_mode === "interleaved" || capability === "queue") return byRight;
      if (mode.input_merge_mode === "token") return holds ? allow("holds-control") : deny("not-token-holder");
      return state.lines.open === id ? byRight : deny("lines-only");
  }
}

/** Most people that may be waiting to be let in at once: more is a flood, and more than anybody answers. */
export const maxJoinRequests = 20;

export interface Candidate {
  /** Proven in the handshake, base64url. */
  readonly key: string;
  /** Proven in the handshake by the link's secret. */
  readonly link: LinkId;
  readonly acceptedRecording: boolean;
}

/** May this candidate come in, now? Somebody known by their key comes back to the place they had. */
export function authorizeJoin(state: SessionState, candidate: Candidate, wallMs: number): Decision {
  if (state.phase.name === "ended") return deny("session-ended");
  const link = state.links[candidate.link];
  if (link === undefined) return deny("link-unknown");
  if (state.blocked[candidate.key] !== undefined) return deny("blocked");
  if (state.sharing === "off") return deny("sharing-off");
  const known = participantByKey(state, candidate.key);
  const full = placesTaken(state) >= placesOf(state.mode);
  if (known !== undefined && known.presence.name !== "removed" && !asksAnew(known, link)) {
    return full && !isHere(state, known.id) ? deny("session-full") : allow("known-here");
  }
  const closed = linkClosed(link, wallMs);
  // Whether somebody who left comes back is the owner's word, whatever became of the link.
  if (closed !== undefined && known?.presence.name !== "gone") return deny(`link-${closed}`);
  if (state.recording !== "off" && !candidate.acceptedRecording) return deny("notice-not-accepted");
  if (full) return deny("session-full");
  const removed = known?.presence.name === "removed" && !known.presence.rejoin;
  const modeAsks = state.mode.name === "interactive" && state.mode.require_approval;
  if (!removed && closed === undefined && !link.approval && !modeAsks) return allow("link-allows");
  if (Object.keys(state.joinRequests).length >= maxJoinRequests) return deny("waiting-room-full");
  if (removed) return ask("removed-asks");
  return ask(link.approval || closed !== undefined ? "link-asks" : "mode-asks");
}

/**
 * Somebody who left and whom nobody ever let in by name, by a link that asks or is revoked by now: it was tightened
 * against somebody who may have made this identity beforehand.
 */
function asksAnew(known: Participant, link: LinkState): boolean {
  const byLinkAlone = known.presence.name === "gone" && known.approval.method === "link";
  return byLinkAlone && (link.approval || link.status === "revoked");
}
