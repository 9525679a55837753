import type { LinkId, ParticipantId } from "../base/ids.ts";
import type { Permissions } from "../events/terms.ts";
import { placesOf } from "../events/mode.ts";
import { hasWitness, isHere, linkClosed, participantByKey, placesTaken } from "../state/selectors.ts";
import type { Participant, SessionState } from "../state/state.ts";
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
};

/** May this actor do what needs this capability, now? The first rule that applies decides; nothing allows by default. */
export function authorize(state: SessionState, actor: Actor, capability: Capability): Decision {
  if (actor.kind === "host") return allow("role-allows");
  const participant = state.participants[actor.participant];
  if (participant === undefined || !isHere(state, actor.participant)) return deny("not-in-session");
  if (state.phase.name === "ended" && capability !== "leave" && capability !== "watch")
    return deny("session-ended");
  if (capability === "input" || capability === "queue") return authorizeInput(state, participant, capability);
  // A witness decides about each command where the session asks for that.
  if (capability === "judge" && participant.witness && state.fourEyes.perCommand) return allow("role-allows");
  const standing = standings[participant.role][capability];
  if (standing === "no") return deny(capability === "leave" ? "owner-ends" : "owner-does-this");
  if (standing !== "yes" && !participant.permissions[standing])
    return deny(missing[standing] ?? "no-permission");
  if (capability === "chat" && state.mode.name === "view_only" && !state.mode.allow_chat) {
    if (participant.role !== "owner") return deny("no-chat-in-mode");
  }
  return allow(standing === "yes" ? "role-allows" : "permission-allows");
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
  const standing = standings[role][capability];
  // Whoever was given control may type while they have it, whatever they came with.
  if (!(mode.name === "presenter" && holds) && standing !== "yes") {
    if (standing === "no" || !participant.permissions[standing]) return deny("no-input-permission");
  }
  if (state.recording === "failed") return deny("recording-failed");
  if (state.paused !== null && !isOwner && state.paused.by !== id) return deny("paused");
  if (state.fourEyes.required) {
    if (!hasWitness(state, id)) return deny("four-eyes-missing");
    if (state.fourEyes.perCommand) return deny("four-eyes-commands");
  }
  const byRight = allow(standing === "yes" ? "role-allows" : "permission-allows");
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
  if (known !== undefined && known.presence.name !== "removed") {
    return full && !isHere(state, known.id) ? deny("session-full") : allow("known-here");
  }
  const closed = linkClosed(link, wallMs);
  if (closed !== undefined) return deny(`link-${closed}`);
  if (state.recording !== "off" && !candidate.acceptedRecording) return deny("notice-not-accepted");
  if (full) return deny("session-full");
  const removed = known?.presence.name === "removed" && !known.presence.rejoin;
  const modeAsks = state.mode.name === "interactive" && state.mode.require_approval;
  if (!removed && !link.approval && !modeAsks) return allow("link-allows");
  if (Object.keys(state.joinRequests).length >= maxJoinRequests) return deny("waiting-room-full");
  if (removed) return ask("removed-asks");
  return ask(link.approval ? "link-asks" : "mode-asks");
}
