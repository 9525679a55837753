import { assertNever } from "../../base/assert.ts";
import type { Disposable } from "../../base/disposable.ts";
import type { Clock, Logger } from "../../base/ports.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { CloseReason } from "../close-reason.ts";
import { createLatch } from "../latch.ts";
import type { RtcLanes } from "./rtc-lanes.ts";
import {
  attemptOf,
  decodeSignal,
  encodeSignal,
  maxCandidates,
  type RtcSignal,
  toCandidate,
  withoutCandidates,
} from "./rtc-signal.ts";

/** Why there is no direct connection; what was carried by the relay stays there. */
export const rtcFailures = {
  "no-route": "No direct connection could be made: UDP is probably blocked on one side.",
  "bad-signal": "The other side sent something that is not part of the protocol.",
  unavailable: "WebRTC is not available here.",
  disposed: "The connection was given up before it was made.",
} as const satisfies Record<string, string>;

export type RtcFailure = keyof typeof rtcFailures;

/** One end of a connection that is being made, and then its owner. */
export interface RtcPeer {
  /** Takes what the far end's sendSignal was given. `protocol-error`: nobody of ours sends that; this end is closed. */
  handleSignal(bytes: Uint8Array): "taken" | "protocol-error";
  /** Never rejects. After an `ok` the lanes tell themselves when they end. */
  readonly ready: Promise<Result<RtcLanes, RtcFailure>>;
  /** Ends it, whatever it was doing; lanes close with the reason, by default `left`. */
  dispose(reason?: CloseReason): void;
}

/** One peer connection of whatever stack, from its birth to its open lanes. */
export interface RtcAttempt {
  /** The far end's description: an offer at the guest, an answer at the host; once. */
  handleDescription(sdp: string): void;
  /** Only after the description. */
  handleCandidate(candidate: string, mid: string): void;
  /** Frees everything; open lanes close with the reason first. Nothing is told afterwards. */
  close(reason: CloseReason): void;
}

/** What an attempt tells: also inside the calls above, but not inside the one that opens it. */
export interface RtcAttemptEvents {
  description(sdp: string): void;
  candidate(candidate: string, mid: string): void;
  candidatesDone(): void;
  open(lanes: RtcLanes): void;
  /** Before open. The word goes to the log. */
  failed(why: string): void;
}

export interface RtcPeerOptions {
  /** The host offers, the guest answers. */
  readonly role: "host" | "guest";
  readonly clock: Clock;
  readonly logger: Logger;
  /** Reliable and in order, to the other end only: inside the secure channel. */
  readonly sendSignal: (bytes: Uint8Array) => void;
  /** For one attempt; default 10 s. Meanwhile everything goes on over the relay. */
  readonly timeoutMs?: number;
  /** Undefined where this machine has no WebRTC. */
  readonly openAttempt: ((events: RtcAttemptEvents) => RtcAttempt) | undefined;
}

/** A lost first packet costs a second or an attempt, so there is another one; a wall costs both. */
const maxAttempts = 2;
/** Two attempts of descriptions, candidates and closing words, and some for a stack that repeats itself. */
const maxSignals = maxAttempts * (maxCandidates + 8);

interface Current {
  /** Undefined until the offer is known. */
  name: string | undefined;
  readonly attempt: RtcAttempt;
  described: boolean;
  /**
   * A host's candidates wait for the answer. A guest that had them could connect while the host's stack is still
   * taking the answer in, and the native one then looks for a fingerprint that is not there yet.
   */
  readonly unsent: RtcSignal[];
  readonly waiting: { readonly candidate: string; readonly mid: string }[];
  candidatesSent: number;
  candidatesTaken: number;
}

/** Brings a connection up: who offers when, candidates in time, time limits, one more try, and bounds on the far end. */
export function createRtcPeerOver(options: RtcPeerOptions): RtcPeer {
  const { role, clock, logger, sendSignal, openAttempt } = options;
  const timeoutMs = options.timeoutMs ?? 10_000;
  const startedMs = clock.monotonicMs();
  const outcome = createLatch<Result<RtcLanes, RtcFailure>>();
  let phase: "connecting" | "open" | "over" = "connecting";
  let current: Current | undefined;
  let attempts = 0;
  let signalsTaken = 0;
  let limit: Disposable | undefined;

  const say = (signal: RtcSignal) => sendSignal(encodeSignal(signal));

  const sayInTime = (of: Current, signal: RtcSignal) => {
    if (of.described) say(signal);
    else of.unsent.push(signal);
  };

  const finish = (reason: CloseReason) => {
    phase = "over";
    limit?.dispose();
    current?.attempt.close(reason);
    current = undefined;
  };
  const giveUp = (failure: RtcFailure, tell = true) => {
    if (phase !== "connecting") return;
    logger.info("no direct connection", { failure, attempts });
    const name = current?.name;
    finish("lost");
    if (tell && name !== undefined) say({ type: "failed", attempt: name });
    outcome.set(err(failure));
  };

  const handleFailed = (of: Current | undefined, why: string) => {
    if (phase !== "connecting" || of !== current) return;
    logger.info("direct connection attempt failed", { attempt: attempts, why });
    if (attempts >= maxAttempts) return giveUp("no-route");
    of?.attempt.close("lost");
    current = undefined;
    if (role === "host") begin();
    // The host decides whether there is another attempt; its next offer begins it.
    else if (of?.name !== undefined) say({ type: "failed", attempt: of.name });
  };

  /** The host has the say in time; a guest that hears no more of it gives up a little later. */
  const setLimit = () => {
    if (role === "guest") {
      limit ??= clock.schedule(timeoutMs * (maxAttempts + 0.5), () => giveUp("no-route"));
      return;
    }
    limit?.dispose();
    limit = clock.schedule(timeoutMs, () => handleFailed(current, "timed out"));
  };

  const begin = (offer?: { readonly name: string; readonly sdp: string }) => {
    if (openAttempt === undefined) return;
    attempts++;
    setLimit();
    const isCurrent = () => phase === "connecting" && current === own;
    const own: Current = {
      name: offer?.name,
      described: false,
      unsent: [],
      waiting: [],
      candidatesSent: 0,
      candidatesTaken: 0,
      attempt: openAttempt({
        description(sdp) {
          if (!isCurrent()) return;
          own.name ??= attemptOf(sdp);
          if (own.name === undefined) return handleFailed(own, "the offer has no user fragment");
          const kind = role === "host" ? "offer" : "answer";
          say({ type: "description", attempt: own.name, kind, sdp: withoutCandidates(sdp) });
        },
        candidate(line, mid) {
          if (!isCurrent() || own.name === undefined || own.candidatesSent >= maxCandidates) return;
          const candidate = toCandidate(line);
          if (candidate === undefined) return;
          own.candidatesSent++;
          sayInTime(own, { type: "candidate", attempt: own.name, candidate, mid });
        },
        candidatesDone() {
          if (!isCurrent() || own.name === undefined) return;
          sayInTime(own, { type: "candidates-done", attempt: own.name });
        },
        open(lanes) {
          if (!isCurrent()) return lanes.log.close("lost");
          phase = "open";
          limit?.dispose();
          const tookMs = Math.round(clock.monotonicMs() - startedMs);
          logger.info("direct connection made", { kind: lanes.kind, attempt: attempts, tookMs });
          lanes.log.onClose((reason) => logger.info("direct connection closed", { reason }));
          outcome.set(ok(lanes));
        },
        failed: (why) => handleFailed(own, why),
      }),
    };
    current = own;
    if (offer !== undefined) describe(own, offer.sdp);
  };

  const describe = (to: Current, sdp: string) => {
    to.described = true;
    to.attempt.handleDescription(withoutCandidates(sdp));
    for (const signal of to.unsent.splice(0)) say(signal);
    for (const { candidate, mid } of to.waiting.splice(0)) to.attempt.handleCandidate(candidate, mid);
  };

  const handleOffer = (name: string, sdp: string): boolean => {
    if (role === "host" || attempts >= maxAttempts || openAttempt === undefined) return role === "guest";
    if (current?.name === name) return false;
    // After it was open this end knows no other attempt: the host has given that connection up.
    if (phase !== "connecting") {
      finish("lost");
      return true;
    }
    current?.attempt.close("lost");
    begin({ name, sdp });
    return true;
  };

  /** False: no end of ours sends this. What belongs to an attempt that is over was only late. */
  const handle = (signal: RtcSignal): boolean => {
    if (phase === "over") return true;
    if (signal.type === "description" && signal.kind === "offer")
      return handleOffer(signal.attempt, signal.sdp);
    const to = current;
    if (to === undefined || to.name !== signal.attempt) return true;
    switch (signal.type) {
      case "description":
        if (role === "guest" || to.described) return false;
        describe(to, signal.sdp);
        return true;
      case "candidate":
        if (++to.candidatesTaken > maxCandidates) return false;
        if (to.described) to.attempt.handleCandidate(signal.candidate, signal.mid);
        else to.waiting.push({ candidate: signal.candidate, mid: signal.mid });
        return true;
      case "candidates-done":
        return true;
      case "failed":
        if (phase === "open") finish("lost");
        else if (role === "host") handleFailed(to, "the guest could not connect");
        else giveUp("no-route", false);
        return true;
      default:
        return assertNever(signal);
    }
  };

  if (openAttempt === undefined) giveUp("unavailable");
  // A guest waits for the first offer: it comes once the guest is let in, whenever that is.
  else if (role === "host") begin();

  return {
    ready: new Promise((resolve) => outcome.listen(resolve)),
    handleSignal(bytes) {
      const decoded = decodeSignal(bytes);
      if (decoded.ok && ++signalsTaken <= maxSignals && handle(decoded.value)) return "taken";
      logger.warn("refused a signal", {
        why: decoded.ok ? `out of place: ${decoded.value.type}` : decoded.error,
      });
      if (phase === "connecting") giveUp("bad-signal");
      else finish("protocol-error");
      return "protocol-error";
    },
    dispose(reason = "left") {
      if (phase === "connecting") giveUp("disposed");
      else if (phase === "open") finish(reason);
    },
  };
}
