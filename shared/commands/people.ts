import { z } from "zod";
import { invariant } from "../base/assert.ts";
import { participantIdSchema } from "../base/ids.ts";
import { err, ok } from "../base/result.ts";
import { placesOf } from "../events/mode.ts";
import type { SessionEvent } from "../events/table.ts";
import { permissionNames, permissionsSchema, roleSchema, sentenceSchema } from "../events/terms.ts";
import { grants, ownerPermissions } from "../policy/capabilities.ts";
import { linkClosed, participantByKey, placesTaken } from "../state/selectors.ts";
import type { JoinRequest, SessionState } from "../state/state.ts";
import { actorOf, command } from "./command.ts";
import { refusal } from "./refusals.ts";

/** Blocks a session may have: every snapshot carries them. */
const maxBlocked = 200;
/** Signs of somebody being there are logged no more often: the idle limit is half an hour. */
export const activeEveryMs = 5 * 60_000;

/**
 * The event of letting somebody in with a link's grant. Somebody known comes back under their old id; who had left, with
 * the rights they had.
 */
export function admission(
  state: SessionState,
  request: Omit<JoinRequest, "untilMs">,
  approval: Extract<SessionEvent, { type: "participant.joined" }>["approval"],
): SessionEvent {
  const link = state.links[request.link];
  invariant(link !== undefined, "whoever is let in came by a link of this session");
  const known = participantByKey(state, request.key);
  const { role, permissions } = known?.presence.name === "gone" ? known : grants[link.grant];
  return {
    type: "participant.joined",
    participant: request.participant,
    name: request.name,
    key: request.key,
    role,
    permissions,
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
      if (placesTaken(state) >= placesOf(state.mode)) return err(refusal("session-full"));
      const link = state.links[request.link];
      const closed = link === undefined ? "revoked" : linkClosed(link, stamp.wallMs);
      if (closed !== undefined && participantByKey(state, request.key) === undefined) {
        return err(refusal(`link-${closed}`));
      }
      return ok({ events: [admission(state, request, { method: "person", by: actorOf(state, stamp) })] });
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
            by: actorOf(state, stamp),
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
    input: z.strictObject({
      participant: participantIdSchema,
      reason: sentenceSchema.optional(),
      /** True: they may come back by their link, as anybody. False: only when let in anew, and so is everybody new by it. */
      rejoin: z.boolean().default(false),
    }),
    decide: (state, input, stamp) => {
      const participant = state.participants[input.participant];
      if (participant === undefined || participant.presence.name === "removed") {
        return err(refusal("no-such-participant"));
      }
      if (participant.role === "owner") return err(refusal("not-yourself"));
      const who = actorOf(state, stamp);
      const removed: SessionEvent = {
        type: "participant.removed",
        participant: participant.id,
        by: who,
        rejoin: input.rejoin,
        ...(input.reason === undefined ? {} : { reason: input.reason }),
      };
      // A guest can make a new key, so the link they came by asks from here on.
      const link = participant.link === undefined ? undefined : state.links[participant.link];
      return ok({
        events:
          link === undefined || link.approval || input.rejoin
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
    input: permissionsSchema.partial().extend({ participant: participantIdSchema }),
    decide: (state, { participant: id, ...wanted }, stamp) => {
      const participant = state.participants[id];
      if (participant === undefined) return err(refusal("no-such-participant"));
      if (participant.role === "owner") return err(refusal("not-yourself"));
      const changed = permissionNames.filter(
        (name) => wanted[name] !== undefined && wanted[name] !== participant.permissions[name],
      );
      if (changed.length === 0) return err(refusal("nothing-changes"));
      const permissions = Object.fromEntries(changed.map((name) => [name, wanted[name]]));
      return ok({
        events: [{ type: "permission.changed", participant: id, by: actorOf(state, stamp), permissions }],
      });
    },
  }),
  command({
    name: "participant.block",
    title: "Block somebody",
    capability: "moderate",
    origin: "peer",
    risk: "confirm",
    input: z.strictObject({ participant: participantIdSchema, reason: sentenceSchema.optional() }),
    decide: (state, input, stamp) => {
      const participant = state.participants[input.participant];
      if (participant === undefined) return err(refusal("no-such-participant"));
      if (participant.role === "owner") return err(refusal("not-yourself"));
      if (state.blocked[participant.key] !== undefined) return err(refusal("nothing-changes"));
      if (Object.keys(state.blocked).length >= maxBlocked) return err(refusal("too-many-notes"));
      const who = actorOf(state, stamp);
      const reason = input.reason === undefined ? {} : { reason: input.reason };
      const link = participant.link === undefined ? undefined : state.links[participant.link];
      const blocked: SessionEvent = {
        type: "participant.blocked",
        participant: participant.id,
        by: who,
        ...reason,
      };
      const waits = state.joinRequests[participant.id] !== undefined;
      return ok({
        events: [
          ...(waits
            ? [{ type: "join.denied", participant: participant.id, by: who, ...reason } as const]
            : []),
          blocked,
          ...(link === undefined || link.approval
            ? []
            : [{ type: "link.restricted", link: link.id, by: who } as const]),
        ],
      });
    },
  }),
  command({
    name: "participant.unblock",
    title: "Lift a block",
    capability: "moderate",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ participant: participantIdSchema }),
    decide: (state, { participant }, stamp) =>
      Object.values(state.blocked).includes(participant)
        ? ok({ events: [{ type: "participant.unblocked", participant, by: actorOf(state, stamp) }] })
        : err(refusal("nothing-changes")),
  }),
  command({
    name: "participant.role",
    title: "Give somebody another role",
    capability: "moderate",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ participant: participantIdSchema, role: roleSchema.exclude(["owner"]) }),
    decide: (state, input, stamp) => {
      const participant = state.participants[input.participant];
      if (participant === undefined) return err(refusal("no-such-participant"));
      if (participant.role === "owner") return err(refusal("not-yourself"));
      if (participant.role === input.role) return err(refusal("nothing-changes"));
      const who = actorOf(state, stamp);
      const changed = {
        type: "role.changed",
        participant: participant.id,
        by: who,
        role: input.role,
      } as const;
      const link = participant.link === undefined ? undefined : state.links[participant.link];
      // A mentor may do everything that a permission decides; one who is no longer, what they came with.
      const permissions =
        input.role === "mentor"
          ? ownerPermissions
          : participant.role === "mentor"
            ? grants[link?.grant ?? "view"].permissions
            : undefined;
      return ok({
        events:
          permissions === undefined
            ? [changed]
            : [changed, { type: "permission.changed", participant: participant.id, by: who, permissions }],
      });
    },
  }),
  command({
    name: "participant.witness",
    title: "Name somebody as a witness",
    capability: "moderate",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ participant: participantIdSchema, witness: z.boolean().default(true) }),
    decide: (state, { participant, witness }, stamp) => {
      const named = state.participants[participant];
      if (named === undefined) return err(refusal("no-such-participant"));
      if (named.role === "owner") return err(refusal("not-yourself"));
      if (named.witness === witness) return err(refusal("nothing-changes"));
      return ok({ events: [{ type: "witness.named", participant, by: actorOf(state, stamp), witness }] });
    },
  }),
  command({
    name: "presence.view",
    title: "Tell whether the session is in view",
    capability: "watch",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ inView: z.boolean() }),
    decide: (state, { inView }, stamp) => {
      const participant = actorOf(state, stamp);
      return state.participants[participant]?.inView === inView
        ? ok({ events: [] })
        : ok({ events: [{ type: "view.changed", participant, inView }] });
    },
  }),
  command({
    name: "presence.active",
    title: "Tell that somebody is there",
    capability: "watch",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const participant = actorOf(state, stamp);
      const before = state.participants[participant]?.activeAtMs ?? 0;
      return ok({
        events: stamp.wallMs - before < activeEveryMs ? [] : [{ type: "participant.active", participant }],
      });
    },
  }),
  command({
    name: "input.resume",
    title: "Ask to type again",
    capability: "watch",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const participant = actorOf(state, stamp);
      return state.participants[participant]?.inputLapsed === true
        ? ok({ events: [{ type: "input.resumed", participant }] })
        : err(refusal("nothing-changes"));
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
