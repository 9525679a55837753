import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { EventOf, SessionEvent } from "../../../shared/events/table.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import { settledControl } from "../../../shared/state/control.ts";
import { isHere } from "../../../shared/state/selectors.ts";
import { settled } from "../../../shared/state/settle.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { check } from "../../support/check.ts";
import { mayType } from "./acts.ts";
import { createProposalWatch } from "./proposal-watch.ts";

const graceMs = 20_000;

/** How a request ends besides being granted. */
export const requestEnds: ReadonlySet<string> = new Set([
  "control.denied",
  "control.cancelled",
  "control.expired",
]);

function isMentor(state: SessionState, id: ParticipantId): boolean {
  return state.sessionType === "training" && state.participants[id]?.role === "mentor";
}

/** Follows the control of a session by itself, entry by entry, and says what does not hold. */
export interface ControlWatch {
  /** An entry, and the state it found. */
  see(before: SessionState, event: SessionEvent): void;
  /** What has to hold between two commands. */
  rest(state: SessionState, nowMs: number): void;
  /** Nothing follows. */
  over(): void;
}

export function createControlWatch(): ControlWatch {
  const requests = new Map<number, string>();
  const offers = new Map<number, string>();
  /** Offers of somebody who had no say of their own in it and has lost what they handed on. */
  const hollow = new Set<number>();
  const proposals = createProposalWatch();
  let approvedOffer: number | undefined;
  let autoReturn = true;
  /** Nobody has control, by the rules. */
  let nobody = false;

  const end = (all: Map<number, string>, number: number, how: string) => {
    check(all.get(number) === "open", `${how} ends ${number}, which is ${all.get(number)}`);
    all.set(number, how);
  };
  const openOf = (all: ReadonlyMap<number, string>) =>
    [...all].flatMap(([number, how]) => (how === "open" ? [number] : []));

  /** Whoever hands on what they have keeps nothing of it once it is gone. */
  const leaves = (before: SessionState, gone: ParticipantId | null) => {
    const { offer } = before.control;
    if (offer === null || offer.by !== gone || offer.by === before.owner || isMentor(before, gone)) return;
    hollow.add(offer.offer);
  };

  const seeGrant = (before: SessionState, event: EventOf<"control.granted">) => {
    const { holder, grant, offer } = before.control;
    const { owner } = before;
    check(event.from === holder, "a grant says from whom");
    if (event.request !== undefined) end(requests, event.request, "granted");
    if (event.offer !== undefined) end(offers, event.offer, "granted");
    check(offer === null || event.offer !== undefined, "no offer is passed over");
    check(isHere(before, event.to), "control goes to somebody who is here");
    const practice = grant?.practice === true;
    if (isMentor(before, event.to)) {
      const free = before.mode.name === "interactive" && holder === null;
      check(event.by !== event.to || practice || free, "a mentor gives control to others, not to themselves");
    }
    if (holder !== null && holder !== owner && holder !== event.by && !practice) {
      check(event.by === owner, "nobody but the owner takes control from somebody who does not practise");
    }
    if (event.by !== owner && event.by !== event.to) {
      check(event.by === holder || isMentor(before, event.by), "control is given by whoever has it or leads");
    }
    if (offer !== null && event.offer === offer.offer) {
      check(event.by === offer.by, "what is accepted is whose offer it was");
      const needed = event.by !== owner && !isMentor(before, event.by);
      check(!needed || approvedOffer === offer.offer, "what somebody hands on has the owner's word");
    }
    autoReturn = event.autoReturn;
    nobody = false;
    leaves(before, holder);
  };

  return {
    see(before, event) {
      const { holder, offer } = before.control;
      proposals.see(before, event);
      if (event.type === "control.requested") {
        check(!requests.has(event.request), `request ${event.request} is made once`);
        requests.set(event.request, "open");
      } else if (requestEnds.has(event.type) && "request" in event && event.request !== undefined) {
        end(requests, event.request, event.type);
      } else if (event.type === "control.offered") {
        check(!offers.has(event.offer), `offer ${event.offer} is made once`);
        check(offer === null, "there is one offer at a time");
        offers.set(event.offer, "open");
      } else if (event.type === "control.offer_approved") {
        check(event.by === before.owner, "what somebody hands on waits for the owner");
        approvedOffer = event.offer;
      } else if (event.type === "control.offer_ended") {
        end(offers, event.offer, event.why);
      } else if (event.type === "control.granted") {
        seeGrant(before, event);
      } else if (event.type === "control.returned") {
        check(event.from === holder, "a return says from whom");
        const byItself = event.why === "time-up" || event.why === "idle";
        nobody = event.to === null && byItself && !autoReturn;
        if (event.to === null && before.mode.name === "presenter") {
          check(nobody, `nobody has control after ${event.why}`);
        }
        leaves(before, holder);
      } else if (event.type === "input.submitted" && event.kind !== "proposal") {
        const { participant, kind } = event;
        check(mayType(before, participant, kind), `${participant} may type (${kind})`);
      }
    },
    rest(state, nowMs) {
      const { control, mode, owner } = state;
      proposals.rest(state);
      const typing = Object.values(state.participants).filter(({ id }) => {
        const decision = authorize(state, { kind: "participant", participant: id }, "input");
        return decision.decision === "allow" && decision.rule !== "owner-reclaims";
      });
      const usesToken = mode.name === "interactive" && mode.input_merge_mode === "token";
      if (mode.name !== "interactive" || usesToken) {
        check(typing.length <= 1, `not ${typing.length} people type in ${mode.name}`);
      }
      for (const { id } of typing) check(mayType(state, id), `${id} may type`);
      const { holder, grant } = control;
      if (holder !== null && holder !== owner) {
        const presence = state.participants[holder]?.presence.name;
        check(presence === "present" || presence === "lost", `the holder is ${presence}`);
        if (presence === "lost") {
          check(grant?.lostAtMs !== undefined, "it is known since when the holder's line is lost");
          check(
            nowMs - grant.lostAtMs < graceMs,
            "a holder who is not here has control no longer than the grace",
          );
        }
        check(grant !== null, "it is known how the holder came to control");
        const who = state.participants[holder];
        check(!usesToken || who?.permissions.allow_input === true, "the token is with somebody who may type");
        check(
          !usesToken || who?.inputLapsed === false,
          "the token is with nobody who has to ask to type again",
        );
      }
      if (mode.name === "presenter") check(holder !== null || nobody, "somebody has control");
      else if (!usesToken) check(holder === null, `nobody has control in ${mode.name}`);
      check(
        JSON.stringify(openOf(requests)) === JSON.stringify(control.queue.map((each) => each.request)),
        "the queue is the requests that have not ended, first come first",
      );
      const open = openOf(offers);
      check(
        open.length <= 1 && (open[0] ?? null) === (control.offer?.offer ?? null),
        "the offer is the open one",
      );
      for (const each of open) check(!hollow.has(each), "an offer is over with what was handed on");
      if (control.offer !== null) {
        const { by } = control.offer;
        check(by === holder || by === owner || isMentor(state, by), "an offer is of what somebody has");
      }
      check(!control.queue.some((each) => each.participant === holder), "the holder waits for nothing");
      check(settledControl(state, nowMs).length === 0, "nothing is left to settle");
      const connected = { type: "participant.connected", participant: owner } as const;
      check(settled(state, [connected], nowMs).length === 1, "no line is left to settle");
    },
    over() {
      check(openOf(requests).length === 0, "the end answers every request");
      check(openOf(offers).length === 0, "the end ends every offer");
    },
  };
}
