import { z } from "zod";
import { invariant } from "../base/assert.ts";
import { participantIdSchema } from "../base/ids.ts";
import { err, ok } from "../base/result.ts";
import type { SessionEvent } from "../events/table.ts";
import { sentenceSchema } from "../events/terms.ts";
import { grants } from "../policy/capabilities.ts";
import { linkClosed, participantByKey, placesTaken } from "../state/selectors.ts";
import type { JoinRequest, SessionState } from "../state/state.ts";
import { command, type Stamp } from "./command.ts";
import { refusal } from "./refusals.ts";

function by(state: SessionState, stamp: Stamp) {
  return stamp.actor.kind === "participant" ? stamp.actor.participant : state.owner;
}

/** The events of letting somebody in with a link's grant. Somebody who was removed comes back under their old id. */
export function admission(
  state: SessionState,
  request: Omit<JoinRequest, "untilMs">,
  approval: Extract<SessionEvent, { type: "participant.joined" }>["approval"],
): SessionEvent {
  const link = state.links[request.link];
  invariant(link !== undefined, "whoever is let in came by a link of this session");
  const granted = grants[link.grant];
  return {
    type: "participant.joined",
    participant: request.participant,
    name: request.name,
    key: request.key,
    role: granted.role,
    permissions: granted.permissions,
    link: request.link,
    approval,
    acceptedRecording: request.acceptedRecording,
  };
}

export const peopleCommands = [
  command({
    name: "join.approve",
    title: "Let somebody in",
    capability: "admit",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ participant: participantIdSchema }),
    decide: (state, input, stamp) => {
      const request = state.joinRequests[input.participant];
      if (request === undefined) return err(refusal("no-such-request"));
      if (placesTaken(state) >= state.mode.max_participants) return err(refusal("session-full"));
      const link = state.links[request.link];
      const closed = link === undefined ? "revoked" : linkClosed(link, stamp.wallMs);
      if (closed !== undefined && participantByKey(state, request.key) === undefined) {
        return err(refusal(`link-${closed}`));
      }
      return ok({ events: [admission(state, request, { method: "person", by: by(state, stamp) })] });
    },
  }),
  command({
    name: "join.deny",
    title: "Turn somebody away",
    capability: "admit",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ participant: participantIdSchema, reason: sentenceSchema.optional() }),
    decide: (state, input, stamp) => {
      if (state.joinRequests[input.participant] === undefined) return err(refusal("no-such-request"));
      return ok({
        events: [
          {
            type: "join.denied",
            participant: input.participant,
            by: by(state, stamp),
            ...(input.reason === undefined ? {} : { reason: input.reason }),
          },
        ],
      });
    },
  }),
  command({
    name: "participant.remove",
    title: "Remove somebody",
    capability: "moderate",
    origin: "peer",
    risk: "confirm",
    input: z.strictObject({ participant: participantIdSchema, reason: sentenceSchema.optional() }),
    decide: (state, input, stamp) => {
      const participant = state.participants[input.participant];
      if (participant === undefined || participant.presence.name === "removed") {
        return err(refusal("no-such-participant"));
      }
      if (participant.role === "owner") return err(refusal("not-yourself"));
      const who = by(state, stamp);
      const removed: SessionEvent = {
        type: "participant.removed",
        participant: participant.id,
        by: who,
        ...(input.reason === undefined ? {} : { reason: input.reason }),
      };
      // A guest can make a new key, so the link they came by asks from here on.
      const link = participant.link === undefined ? undefined : state.links[participant.link];
      return ok({
        events:
          link === undefined || link.approval
            ? [removed]
            : [removed, { type: "link.restricted", link: link.id, by: who }],
      });
    },
  }),
  command({
    name: "participant.permit",
    title: "Change what somebody may do",
    capability: "moderate",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({
      participant: participantIdSchema,
      allow_input: z.boolean().optional(),
      allow_chat: z.boolean().optional(),
    }),
    decide: (state, input, stamp) => {
      const participant = state.participants[input.participant];
      if (participant === undefined) return err(refusal("no-such-participant"));
      if (participant.role === "owner") return err(refusal("not-yourself"));
      const before = participant.permissions;
      const allow_input = input.allow_input ?? before.allow_input;
      const allow_chat = input.allow_chat ?? before.allow_chat;
      if (allow_input === before.allow_input && allow_chat === before.allow_chat) {
        return err(refusal("nothing-changes"));
      }
      return ok({
        events: [
          {
            type: "permission.changed",
            participant: participant.id,
            by: by(state, stamp),
            permissions: { allow_input, allow_chat },
          },
        ],
      });
    },
  }),
  command({
    name: "session.leave",
    title: "Leave",
    capability: "leave",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (_state, _input, { actor }) =>
      actor.kind === "participant"
        ? ok({ events: [{ type: "participant.left", participant: actor.participant, why: "left" }] })
        : err(refusal("not-in-session")),
  }),
] as const;
