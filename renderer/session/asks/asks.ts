import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Grant } from "../../../shared/events/terms.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import type { Capability } from "../../../shared/policy/capabilities.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { mayApprove, mayGrant } from "./judging.ts";

/** Something that waits for this person's word. */
export type Ask = { readonly key: string; readonly participant: ParticipantId; readonly name: string } & (
  | {
      readonly kind: "offer";
      readonly by: string;
      readonly minutes: number;
      readonly untilMs: number;
      readonly practice: boolean;
      readonly reason: string | undefined;
    }
  | { readonly kind: "join"; readonly grant: Grant | undefined; readonly untilMs: number }
  | {
      readonly kind: "control";
      readonly request: number;
      readonly minutes: number;
      readonly reason: string | undefined;
    }
  | {
      readonly kind: "hand-on";
      readonly by: string;
      readonly minutes: number;
      readonly untilMs: number;
      readonly reason: string | undefined;
    }
  | { readonly kind: "proposal"; readonly proposal: number; readonly text: string }
);

/** Everything that waits for me, the most pressing first: what lapses, what holds people up, what can be read later. */
export function asksOf(state: SessionState, me: ParticipantId): readonly Ask[] {
  const may = (capability: Capability) =>
    authorize(state, { kind: "participant", participant: me }, capability).decision === "allow";
  const nameOf = (id: ParticipantId) => state.participants[id]?.name ?? "Somebody";
  const asks: Ask[] = [];
  const { offer, queue } = state.control;
  if (offer !== null) {
    const { minutes, untilMs, reason, practice } = offer;
    const facts = { minutes, untilMs, reason, by: nameOf(offer.by), key: `offer.${offer.offer}` };
    if (offer.awaits === "recipient" && offer.to === me) {
      asks.push({ kind: "offer", ...facts, participant: offer.by, name: nameOf(offer.by), practice });
    }
    if (offer.awaits === "owner" && me === state.owner) {
      asks.push({ kind: "hand-on", ...facts, participant: offer.to, name: nameOf(offer.to) });
    }
  }
  if (may("give") && mayGrant(state, me)) {
    for (const { request, participant, minutes, reason } of queue) {
      if (participant === me) continue;
      const key = `control.${request}`;
      asks.push({ kind: "control", key, participant, name: nameOf(participant), request, minutes, reason });
    }
  }
  if (may("admit")) {
    const waiting = Object.values(state.joinRequests).sort((a, b) => a.untilMs - b.untilMs);
    for (const { participant, name, link, untilMs } of waiting) {
      const key = `join.${participant}`;
      asks.push({ kind: "join", key, participant, name, grant: state.links[link]?.grant, untilMs });
    }
  }
  for (const each of state.proposals) {
    const { proposal, participant, name, text, status } = each;
    if (status !== "open" || participant === me || !mayApprove(state, me, each)) continue;
    asks.push({ kind: "proposal", key: `proposal.${proposal}`, participant, name, proposal, text });
  }
  return asks;
}
