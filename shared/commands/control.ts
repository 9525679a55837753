import { z } from "zod";
import { type ParticipantId, participantIdSchema } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import { numberSchema } from "../events/control.ts";
import { highestControlMinutes } from "../events/mode.ts";
import type { SessionEvent } from "../events/table.ts";
import { sentenceSchema } from "../events/terms.ts";
import { granted, maxQueue, offerLapsesMs, returned, usesControl, usesToken } from "../state/control.ts";
import { isHere, leads } from "../state/selectors.ts";
import { askAgainMs, type ControlRequest } from "../state/control-state.ts";
import type { SessionState } from "../state/state.ts";
import { actorOf, command } from "./command.ts";
import { type Refusal, refusal } from "./refusals.ts";

const minutesSchema = z.int().min(1).max(240);
const whoseSchema = z.strictObject({
  /** Who waits, or the number of their request: one of the two. */
  participant: participantIdSchema.optional(),
  request: numberSchema.optional(),
});

/** The longest anybody has control now; undefined where time is not what ends it. */
function mostMinutes(state: SessionState): number | undefined {
  return state.mode.name === "presenter" ? state.mode.max_control_minutes : undefined;
}

function checkMinutes(state: SessionState, minutes: number): Result<number, Refusal> {
  const most = mostMinutes(state);
  return most !== undefined && minutes > most
    ? err(refusal("control-too-long", `The limit is ${most} minutes.`))
    : ok(minutes);
}

function find(state: SessionState, whose: z.output<typeof whoseSchema>): ControlRequest | undefined {
  return state.control.queue.find((each) =>
    whose.request === undefined ? each.participant === whose.participant : each.request === whose.request,
  );
}

/** The token gives a turn, not the right to type: in the hands of somebody without it, it would only keep others out. */
function mayHoldToken(state: SessionState, id: ParticipantId): boolean {
  return id === state.owner || state.participants[id]?.permissions.allow_input === true;
}

/** An offer to this person that waits for the owner's word, which is the owner's alone. */
function waitingOffer(state: SessionState, by: ParticipantId, whose: z.output<typeof whoseSchema>) {
  const { offer } = state.control;
  if (by !== state.owner || offer?.awaits !== "owner") return undefined;
  return whose.participant === offer.to ? offer : undefined;
}

/**
 * Whether somebody who leads may take control from whoever has it: the owner from everybody; a mentor from the owner, who
 * keeps the last word, and from whoever practises.
 */
function mayTake(state: SessionState, by: ParticipantId): boolean {
  const { holder, grant } = state.control;
  if (by === state.owner || holder === by) return true;
  return leads(state, by) && (holder === null || holder === state.owner || grant?.practice === true);
}

export const controlCommands = [
  command({
    name: "control.transfer",
    title: "Hand control to somebody",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({
      to: participantIdSchema,
      minutes: minutesSchema.optional(),
      reason: sentenceSchema.optional(),
      autoReturn: z.boolean().default(true),
      practice: z.boolean().default(false),
    }),
    decide: (state, input, stamp) => {
      const by = actorOf(state, stamp);
      const { holder, offer, queue } = state.control;
      const mayGive = leads(state, by);
      if (!usesControl(state)) return err(refusal("control-not-used"));
      if (!mayGive && holder !== by) return err(refusal("not-controller"));
      // A mentor hands control to others; their own they ask for.
      if (!mayTake(state, by) || (input.to === by && by !== state.owner)) {
        return err(refusal("owner-does-this"));
      }
      if (state.mode.name === "presenter" && !state.mode.allow_control_transfer)
        return err(refusal("no-transfer"));
      if (state.participants[input.to] === undefined || !isHere(state, input.to)) {
        return err(refusal("no-such-participant"));
      }
      if (input.to === holder) return err(refusal("nothing-changes"));
      if (input.practice && state.sessionType !== "training") return err(refusal("not-training"));
      const { reason, autoReturn, practice } = input;
      const grant = { to: input.to, by, autoReturn, practice: practice && input.to !== state.owner, reason };
      if (usesToken(state)) {
        if (!mayHoldToken(state, input.to)) return err(refusal("may-not-type"));
        return ok({ events: granted(state, { ...grant, via: "token" }, stamp.wallMs) });
      }
      if (input.to === state.owner) {
        return ok({ events: [returned(state, holder === by ? "handed-back" : "reclaimed", by)] });
      }
      const most = mostMinutes(state) ?? highestControlMinutes;
      const minutes = checkMinutes(state, input.minutes ?? Math.min(highestControlMinutes, most));
      if (!minutes.ok) return minutes;
      const asked = state.mode.name === "presenter" && state.mode.transfer_requires_approval;
      // Whoever is waiting for it has accepted already.
      const waits = queue.some((each) => each.participant === input.to);
      if (!asked || (mayGive && waits)) {
        return ok({
          events: granted(state, { ...grant, via: "transfer", minutes: minutes.value }, stamp.wallMs),
        });
      }
      const replaced: readonly SessionEvent[] =
        offer === null
          ? []
          : [{ type: "control.offer_ended", offer: offer.offer, to: offer.to, why: "replaced" }];
      const number = state.counters.offer + 1;
      return ok({
        events: [
          ...replaced,
          {
            type: "control.offered",
            offer: number,
            to: input.to,
            by,
            awaits: mayGive ? "recipient" : "owner",
            untilMs: stamp.wallMs + offerLapsesMs,
            minutes: minutes.value,
            autoReturn,
            practice,
            ...(reason === undefined ? {} : { reason }),
          },
        ],
        value: { offer: number },
      });
    },
  }),
  command({
    name: "control.accept",
    title: "Take control that is offered to you",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const { offer } = state.control;
      if (offer?.to !== actorOf(state, stamp) || offer.awaits !== "recipient")
        return err(refusal("no-offer"));
      return ok({ events: granted(state, { ...offer, via: "offer" }, stamp.wallMs) });
    },
  }),
  command({
    name: "control.decline",
    title: "Decline control that is offered to you",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const { offer } = state.control;
      if (offer?.to !== actorOf(state, stamp)) return err(refusal("no-offer"));
      return ok({
        events: [{ type: "control.offer_ended", offer: offer.offer, to: offer.to, why: "declined" }],
      });
    },
  }),
  command({
    name: "control.withdraw",
    title: "Withdraw an offer of control",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const { offer } = state.control;
      const by = actorOf(state, stamp);
      if (offer === null || (offer.by !== by && by !== state.owner)) return err(refusal("no-offer"));
      return ok({
        events: [{ type: "control.offer_ended", offer: offer.offer, to: offer.to, why: "withdrawn" }],
      });
    },
  }),
  command({
    name: "control.request",
    title: "Ask for control",
    capability: "ask",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ minutes: minutesSchema.optional(), reason: sentenceSchema.optional() }),
    decide: (state, input, stamp) => {
      const participant = actorOf(state, stamp);
      const { holder, queue, lastEndedMs } = state.control;
      if (!usesControl(state)) return err(refusal("control-not-used"));
      if (state.mode.name === "presenter" && !state.mode.allow_control_transfer)
        return err(refusal("no-transfer"));
      if (holder === participant) return err(refusal("nothing-changes"));
      if (usesToken(state) && !mayHoldToken(state, participant)) {
        return err(refusal("no-input-permission"));
      }
      if (queue.some((each) => each.participant === participant)) return err(refusal("already-asked"));
      const endedMs = lastEndedMs[participant];
      if (endedMs !== undefined && stamp.wallMs - endedMs < askAgainMs) return err(refusal("asked-too-soon"));
      if (queue.length >= maxQueue) return err(refusal("queue-full"));
      const most = mostMinutes(state) ?? highestControlMinutes;
      const minutes = checkMinutes(state, input.minutes ?? Math.min(10, most));
      if (!minutes.ok) return minutes;
      const request = state.counters.request + 1;
      const requested = {
        type: "control.requested",
        request,
        participant,
        minutes: minutes.value,
        ...(input.reason === undefined ? {} : { reason: input.reason }),
      } as const;
      const free = usesToken(state) && holder === null;
      const given = free
        ? granted(state, { to: participant, by: participant, via: "token", request }, stamp.wallMs)
        : [];
      return ok({ events: [requested, ...given], value: { request, place: free ? 0 : queue.length + 1 } });
    },
  }),
  command({
    name: "control.cancel",
    title: "Take your request for control back",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const participant = actorOf(state, stamp);
      const own = find(state, { participant });
      if (own === undefined) return err(refusal("no-such-control-request"));
      return ok({ events: [{ type: "control.cancelled", request: own.request, participant }] });
    },
  }),
  command({
    name: "control.approve",
    title: "Grant control to somebody who asks for it",
    capability: "give",
    origin: "peer",
    risk: "ordinary",
    input: whoseSchema.extend({
      /** Shorter than asked for, or longer. */
      minutes: minutesSchema.optional(),
      autoReturn: z.boolean().default(true),
      practice: z.boolean().default(false),
    }),
    decide: (state, input, stamp) => {
      const by = actorOf(state, stamp);
      const offer = waitingOffer(state, by, input);
      if (offer !== undefined) {
        return ok({
          events: [
            { type: "control.offer_approved", offer: offer.offer, by, untilMs: stamp.wallMs + offerLapsesMs },
          ],
        });
      }
      const asked = find(state, input);
      if (asked === undefined) return err(refusal("no-such-control-request"));
      if (!mayTake(state, by) || (asked.participant === by && by !== state.owner)) {
        return err(refusal("owner-does-this"));
      }
      if (input.practice && state.sessionType !== "training") return err(refusal("not-training"));
      const minutes = checkMinutes(state, input.minutes ?? asked.minutes);
      if (!minutes.ok) return minutes;
      const { request, participant, reason } = asked;
      const { autoReturn, practice } = input;
      const grant = { to: participant, by, request, reason, autoReturn, practice };
      const via = usesToken(state)
        ? ({ via: "token" } as const)
        : ({ via: "request", minutes: minutes.value } as const);
      return ok({ events: granted(state, { ...grant, ...via }, stamp.wallMs) });
    },
  }),
  command({
    name: "control.deny",
    title: "Deny control to somebody who asks for it",
    capability: "give",
    origin: "peer",
    risk: "ordinary",
    input: whoseSchema.extend({ reason: sentenceSchema.optional() }),
    decide: (state, input, stamp) => {
      const by = actorOf(state, stamp);
      const offer = waitingOffer(state, by, input);
      if (offer !== undefined) {
        return ok({
          events: [{ type: "control.offer_ended", offer: offer.offer, to: offer.to, why: "denied" }],
        });
      }
      const asked = find(state, input);
      if (asked === undefined) return err(refusal("no-such-control-request"));
      const { request, participant } = asked;
      const reason = input.reason === undefined ? {} : { reason: input.reason };
      return ok({ events: [{ type: "control.denied", request, participant, by, ...reason }] });
    },
  }),
  command({
    name: "control.return",
    title: "Hand control back",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const by = actorOf(state, stamp);
      if (state.control.holder !== by) return err(refusal("not-controller"));
      if (by === state.owner && !usesToken(state)) return err(refusal("nothing-changes"));
      return ok({ events: [returned(state, "handed-back", by)] });
    },
  }),
  command({
    name: "control.reclaim",
    title: "Take control back",
    capability: "give",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const by = actorOf(state, stamp);
      const { holder, grant } = state.control;
      if (!usesControl(state)) return err(refusal("control-not-used"));
      if (holder === by) return err(refusal("nothing-changes"));
      // A mentor steps into practice, and takes back nothing else.
      if (by !== state.owner && grant?.practice !== true) return err(refusal("owner-does-this"));
      if (usesToken(state)) {
        return mayHoldToken(state, by)
          ? ok({ events: granted(state, { to: by, by, via: "token" }, stamp.wallMs) })
          : err(refusal("no-input-permission"));
      }
      if (by === state.owner) return ok({ events: [returned(state, "reclaimed", by)] });
      return ok({ events: granted(state, { to: by, by, via: "transfer" }, stamp.wallMs) });
    },
  }),
] as const;
