import { utf8 } from "../../../shared/base/bytes.ts";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Clock, Logger } from "../../../shared/base/ports.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { CloseReason } from "../../../shared/channel/close-reason.ts";
import { type Connection, maxMessageBytes } from "../../../shared/channel/connection.ts";
import type { CallResult } from "../../../shared/client/calls.ts";
import { refusal } from "../../../shared/commands/refusals.ts";
import { mayPoint } from "../../../shared/policy/pointing.ts";
import { visible } from "../../../shared/state/evolve.ts";
import { atMs, pausedFor } from "../../../shared/state/selectors.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { encodeEntries, encodeKeyframe, encodeSnapshot } from "../../../shared/wire/log-frames.ts";
import { pack } from "../../../shared/wire/packing.ts";
import { encodeMessage, type Position } from "../../../shared/wire/messages.ts";
import { wireVersions } from "../../../shared/wire/versions.ts";
import type { Egress } from "./egress.ts";
import { createFeed } from "./feed.ts";
import type { EncodedKeyframe, Keyframes } from "./keyframes.ts";
import { createPast, type Past, type ShownScreen } from "./past.ts";
import type { Recent } from "./recent.ts";
import { createRounds } from "./rounds.ts";
import {
  type CallBudget,
  createCallBudget,
  isInput,
  listenToSeat,
  type Peer,
  type Seat,
  send,
} from "./seats.ts";
import { createWaitingRoom } from "./waiting-room.ts";

/** After the end, lines stay open for so long to bring everybody the last screen with its scrollback. */
const lingerMs = 5_000;

export interface RoomOptions {
  readonly recent: Recent;
  readonly keyframes: Keyframes;
  readonly egress: Egress;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly seq: () => number;
  readonly screenPlace: () => Pick<ShownScreen, "firstLine" | "alternate">;
  readonly state: () => SessionState;
  readonly admit: (peer: Peer) => CallResult;
  readonly call: (
    participant: ParticipantId,
    name: string,
    input: unknown,
  ) => CallResult | Promise<CallResult>;
  readonly lost: (participant: ParticipantId) => void;
}

/** What the room remembers of a person while the session does, whatever lines they come by. */
interface Remembered {
  readonly budget: CallBudget;
  /** Where they were let in, or came back after having gone: what was before is not theirs to resume from. */
  sinceSeq: number;
  /** What they are not to see, where joiners see nothing of the past. */
  past: Past | undefined;
}

interface Attached {
  readonly seat: Seat;
  readonly listening: Disposable;
}

const blank = utf8("\u001bc");
const packedBlank = pack(blank);

/** A keyframe that shows nothing. */
function blankScreen({ epoch, size }: SessionState, seq: number, firstLine: number): readonly Uint8Array[] {
  const header = { ...size, epoch, seq, depth: "screen", firstLine, bytes: blank.length } as const;
  return encodeKeyframe(header, packedBlank);
}

/** Of somebody who has gone: no place in the log is theirs to resume from. */
const nowhere = Number.POSITIVE_INFINITY;

/** Everybody's lines: who is attached, who waits to be let in. Decides nothing. */
export function createRoom(options: RoomOptions) {
  const { clock, recent } = options;
  const attached = new Map<Connection, Attached>();
  const rounds = createRounds({
    attached,
    recent,
    keyframes: options.keyframes,
    egress: options.egress,
    clock,
  });
  const remembered = new Map<ParticipantId, Remembered>();
  /** The peer whose admission is being judged right now. */
  let arriving: Peer | undefined;
  /** Where the last pause ended: nobody resumes from within one, or from before it. */
  let pauseEndedSeq = 0;
  let paused = false;
  /** Everybody was brought the end: nothing is left to show. */
  let emptied = false;

  const seatsOf = (participant: ParticipantId) =>
    [...attached.values()].filter((each) => each.seat.participant === participant);

  const remember = (participant: ParticipantId): Remembered => {
    const known = remembered.get(participant);
    if (known !== undefined) return known;
    const { participants, joinRequests } = options.state();
    for (const each of remembered.keys()) {
      if (participants[each] === undefined && joinRequests[each] === undefined) remembered.delete(each);
    }
    const fresh = { budget: createCallBudget(clock), sinceSeq: nowhere, past: undefined };
    remembered.set(participant, fresh);
    return fresh;
  };

  const detach = (connection: Connection) => {
    const own = attached.get(connection);
    attached.delete(connection);
    own?.listening.dispose();
    own?.seat.feed?.dispose();
  };

  const handleLost = (seat: Seat, reason: CloseReason) => {
    detach(seat.connection);
    if (seat.isOwner || seatsOf(seat.participant).length > 0) return;
    // A page that is closed has no time to wait for an answer: its last word is the close itself.
    if (reason === "left") void options.call(seat.participant, "session.leave", {});
    else options.lost(seat.participant);
  };

  const handleScrollback = (seat: Seat, answer: (result: CallResult) => void) => {
    if (pausedFor(options.state(), seat.participant)) return answer({ ok: false, ...refusal("paused") });
    if (seat.feed === undefined) return answer({ ok: false, ...refusal("not-in-session") });
    seat.feed.sendScreen((sent) =>
      answer(sent ? { ok: true, seq: options.seq() } : { ok: false, ...refusal("no-screen") }),
    );
  };

  /** What somebody is sent instead of a screen that shows what they are not to see. */
  const withheld = (known: Remembered, { seq, firstLine, rows }: EncodedKeyframe) => {
    const state = options.state();
    const { alternate } = options.screenPlace();
    const hidden = known.past?.isShownBy({ seq, firstLine, rows, alternate }) === true;
    return hidden && state.joinerScrollback === "none" ? blankScreen(state, seq, firstLine) : undefined;
  };

  const attach = (
    connection: Connection,
    participant: ParticipantId,
    isOwner: boolean,
    resume?: Position,
  ) => {
    const state = options.state();
    const known = remember(participant);
    // The owner's windows are several, and nobody floods their own host.
    const budget = isOwner ? createCallBudget(clock) : known.budget;
    const seat: Seat = { participant, connection, isOwner, budget, feed: undefined };
    send(connection, { t: "welcome", participant, version: wireVersions.most, epoch: state.epoch });
    const resumable =
      resume !== undefined &&
      resume.epoch === state.epoch &&
      (isOwner || resume.seq >= Math.max(known.sinceSeq, pauseEndedSeq)) &&
      resume.seq <= options.seq() &&
      recent.has(resume.seq + 1);
    const snapshot = resumable ? undefined : encodeSnapshot(isOwner ? state : visible(state));
    // The state is kept small enough; should it ever not be, that costs this line and not the host.
    if (snapshot !== undefined && snapshot.length > maxMessageBytes.log) {
      options.logger.error("the state does not fit a message", { bytes: snapshot.length });
      connection.close("internal-error");
      if (!isOwner) options.lost(participant);
      return;
    }
    // Who is to see nothing of the past begins with an empty screen; what is drawn from now on is drawn on it.
    const beginsBlank = !resumable && !isOwner && state.joinerScrollback === "none";
    if (beginsBlank) known.past = createPast(options.seq());
    const feed = createFeed({
      ...rounds.feedOptions,
      connection,
      from: (resumable ? resume.seq : options.seq()) + 1,
      fresh: !resumable && !beginsBlank,
      held: pausedFor(state, participant),
      last: options.seq,
      depth: () => (isOwner || options.state().joinerScrollback === "everything" ? "everything" : "screen"),
      leastSeq: () => (isOwner ? 0 : Math.max(pauseEndedSeq, known.sinceSeq)),
      instead: (keyframe) => withheld(known, keyframe),
    });
    seat.feed = feed;
    if (snapshot !== undefined) feed.push(snapshot);
    if (beginsBlank)
      for (const message of blankScreen(state, options.seq(), options.screenPlace().firstLine))
        feed.push(message);
    const listening = listenToSeat(
      seat,
      {
        call: (who, name, input) => {
          const result = options.call(who, name, input);
          if (isInput(name) && !(result instanceof Promise) && result.ok) {
            rounds.noteTyped(who);
            seat.feed?.hurry();
          }
          return result;
        },
        scrollback: handleScrollback,
        afterDelivery: rounds.afterNext,
        lost: handleLost,
        glance: (who, seen) => {
          const state = options.state();
          if (seen.g === "pointer" && !mayPoint(state, who, seen.at)) return;
          const glance = encodeMessage({ ...seen, participant: who });
          for (const other of attached.values()) {
            if (other.seat.participant !== who) other.seat.connection.sendGlance(glance);
          }
        },
      },
      clock,
    );
    attached.set(connection, { seat, listening });
    feed.pump();
  };

  const waiting = createWaitingRoom({
    clock,
    budgetOf: (participant) => remember(participant).budget,
    lost: options.lost,
  });

  const refuse = (connection: Connection, result: Extract<CallResult, { ok: false }>) => {
    send(connection, { t: "refused", code: result.code, message: result.message });
    connection.close("refused");
  };

  return {
    pump: rounds.run,
    pumpSoon: rounds.runWithEcho,

    /** Judges somebody who asks to come in, and lets them in, keeps them waiting or turns them away. */
    offer(peer: Peer): void {
      arriving = peer;
      const result = options.admit(peer);
      arriving = undefined;
      if (!result.ok) return refuse(peer.connection, result);
      const { participant, outcome } = result.value as { participant: ParticipantId; outcome: "ask" | "in" };
      if (outcome === "in") return;
      waiting.keep(participant, peer, options.state().joinRequests[participant]?.untilMs ?? 0);
    },

    /** Effect of having been let in, or of having come back. */
    seat(participant: ParticipantId): void {
      const key = options.state().participants[participant]?.key;
      const waited = waiting.fetch(participant);
      const peer = arriving?.key === key ? arriving : waited;
      if (peer === undefined) return;
      if (waited !== undefined && waited !== peer) waited.connection.close("replaced");
      const state = options.state();
      const known = remember(participant);
      const isNew = state.participants[participant]?.joinedAtMs === atMs(state) || known.sinceSeq === nowhere;
      if (isNew) known.sinceSeq = options.seq();
      for (const { seat } of seatsOf(participant)) {
        detach(seat.connection);
        seat.connection.close("replaced");
      }
      // Whoever has seen nothing yet has nothing to go on from, whatever they say.
      attach(peer.connection, participant, false, isNew ? undefined : peer.resume);
      peer.upgrade();
    },

    attachOwner(connection: Connection, owner: ParticipantId): void {
      if (emptied) return connection.close("ended");
      attach(connection, owner, true);
    },

    turnAway(participant: ParticipantId, message: string): void {
      const peer = waiting.fetch(participant);
      if (peer !== undefined) refuse(peer.connection, { ok: false, code: "link-asks", message });
    },

    /** In force at once: nothing of the log reaches them after the event that says so was decided. */
    disconnect(
      participant: ParticipantId,
      reason: "removed" | "left" | "idle" | "sharing-off",
      message?: string,
    ): void {
      remember(participant).sinceSeq = nowhere;
      for (const { seat } of seatsOf(participant)) {
        detach(seat.connection);
        if (message !== undefined) send(seat.connection, { t: "removed", message });
        seat.connection.close(reason);
      }
    },

    /** Screens stand still, or go on. */
    hold(): void {
      const state = options.state();
      if (paused && state.paused === null) pauseEndedSeq = options.seq();
      paused = state.paused !== null;
      for (const { seat } of attached.values()) seat.feed?.hold(pausedFor(state, seat.participant));
    },

    pushPrivate(frame: Uint8Array): void {
      for (const { seat } of attached.values()) {
        if (seat.isOwner) seat.feed?.push(encodeEntries([frame]));
      }
    },

    /** The session is over: brings everybody the end, then closes their lines. */
    async empty(): Promise<void> {
      waiting.empty();
      const deadline = clock.monotonicMs() + lingerMs;
      while (attached.size > 0) {
        rounds.run();
        for (const { seat } of attached.values()) {
          if (seat.feed?.settled !== true && clock.monotonicMs() < deadline) continue;
          detach(seat.connection);
          seat.connection.close("ended");
        }
        await new Promise<void>((resolve) => clock.schedule(10, resolve));
      }
      rounds.dispose();
      emptied = true;
    },
  };
}
