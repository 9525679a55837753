import type { LinkId, ParticipantId } from "../base/ids.ts";
import type { Permissions } from "../events/terms.ts";
import { isHere, linkClosed, participantByKey, placesTaken } from "../state/selectors.ts";
import type { SessionState } from "../state/state.ts";
import { type Capability, standings } from "./capabilities.ts";
import { allow, ask, type Decision, deny, type Rule } from "./rules.ts";

/** Who acts: the host itself, or somebody in the session. Always the host's word, never the peer's. */
export type Actor =
  | { readonly kind: "host" }
  | { readonly kind: "participant"; readonly participant: ParticipantId };

const missing: Readonly<Partial<Record<keyof Permissions, Rule>>> = {
  allow_chat: "no-chat-permission",
  allow_input: "no-input-permission",
};

/** May this actor do what needs this capability, now? The first rule that applies decides; nothing allows by default. */
export function authorize(state: SessionState, actor: Actor, capability: Capability): Decision {
  if (actor.kind === "host") return allow("role-allows");
  const participant = state.participants[actor.participant];
  if (participant === undefined || !isHere(state, actor.participant)) return deny("not-in-session");
  if (state.phase.name === "ended" && capability !== "leave" && capability !== "watch")
    return deny("session-ended");
  const standing = standings[participant.role][capability];
  if (standing === "no") return deny(capability === "leave" ? "owner-ends" : "owner-does-this");
  if (standing !== "yes" && !participant.permissions[standing])
    return deny(missing[standing] ?? "no-permission");
  if (capability === "input") {
    if (state.recording === "failed") return deny("recording-failed");
    if (participant.role !== "owner" && state.mode.name === "view_only") return deny("view-only-mode");
  }
  return allow(standing === "yes" ? "role-allows" : "permission-allows");
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
  const known = participantByKey(state, candidate.key);
  const full = placesTaken(state) >= state.mode.max_participants;
  if (known !== undefined && known.presence.name !== "removed") {
    return full && !isHere(state, known.id) ? deny("session-full") : allow("known-here");
  }
  const closed = linkClosed(link, wallMs);
  if (closed !== undefined) return deny(`link-${closed}`);
  if (state.recording !== "off" && !candidate.acceptedRecording) return deny("notice-not-accepted");
  if (full) return deny("session-full");
  if (known === undefined && !link.approval) return allow("link-allows");
  if (Object.keys(state.joinRequests).length >= maxJoinRequests) return deny("waiting-room-full");
  return ask(known === undefined ? "link-asks" : "removed-asks");
}
