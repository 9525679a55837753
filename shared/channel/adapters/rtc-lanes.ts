import { invariant } from "../../base/assert.ts";
import type { Disposable } from "../../base/disposable.ts";
import type { Clock } from "../../base/ports.ts";
import type { Channel, Datagrams } from "../channel.ts";
import type { CloseReason } from "../close-reason.ts";
import { createInbox } from "../inbox.ts";
import { type DataChannelPort, dataChannel, maxRtcFrameBytes } from "./data-channel.ts";

/** The three channels of a peer connection, made by both ends beforehand, so that nothing is negotiated in-band. */
export const rtcChannels = {
  log: { id: 0, ordered: true },
  call: { id: 1, ordered: true },
  glance: { id: 2, ordered: false },
} as const;

/** `turn`: through a TURN server, so not directly. */
export type RtcKind = "direct" | "turn";

export interface RtcLanes {
  readonly log: Channel;
  readonly call: Channel;
  readonly glance: Datagrams;
  readonly kind: RtcKind;
}

export type RtcLaneName = keyof typeof rtcChannels;
export const rtcLaneNames = ["log", "call", "glance"] as const satisfies readonly RtcLaneName[];

/** The lanes of one peer connection: they end together, and then the connection is released. */
export interface RtcLaneSet {
  lanes(kind: RtcKind): RtcLanes;
  handleMessage(lane: RtcLaneName, data: Uint8Array | string): void;
  handleLow(lane: RtcLaneName): void;
  handleClosed(lane: RtcLaneName): void;
  /** The connection is gone, and every lane with it. */
  handleGone(): void;
  /** Tells the far end why, lets what was taken before arrive, then releases. `lost`: releases at once. */
  close(reason: CloseReason): void;
}

export interface RtcLaneSetOptions {
  readonly ports: Readonly<Record<RtcLaneName, DataChannelPort>>;
  readonly clock: Clock;
  /** Frees the connection; called once. */
  readonly release: () => void;
}

/** What is still under way at a close has this long; closing the connection itself throws it away. */
const closeGraceMs = 2_000;
/**
 * Stacks tell from several threads: that the connection is gone can overtake what came last over it, the goodbye of a
 * page that was closed among it, by some ms, and by more where every processor is busy.
 */
const overtakenMs = 200;
/** A glance is worth nothing later: what waits longer than a burst of packets is not sent. */
const glanceMarkBytes = 16_384;
/** Glances that wait for their first listener. */
const maxKeptGlanceBytes = 65_536;

export function createRtcLanes({ ports, clock, release }: RtcLaneSetOptions): RtcLaneSet {
  const glances = createInbox<Uint8Array>(maxKeptGlanceBytes);
  let grace: Disposable | undefined;
  let gone: Disposable | undefined;
  let released = false;

  const releaseNow = () => {
    if (released) return;
    released = true;
    grace?.dispose();
    gone?.dispose();
    glances.clear();
    release();
  };
  const close = (reason: CloseReason) => {
    log.close(reason);
    call.close(reason);
    if (reason === "lost") releaseNow();
    else if (!released) grace ??= clock.schedule(closeGraceMs, releaseNow);
  };
  /** The far end ends its lanes together too; the other one's goodbye is on its way, behind its last frames. */
  const handleEnded = (reason: CloseReason, by: "here" | "far" | "line") => {
    if (by === "here") close(reason);
    else if (by === "line") loseLanes();
    else if (log.closed && call.closed) releaseNow();
    else
      grace ??= clock.schedule(closeGraceMs, () => {
        close(reason);
        releaseNow();
      });
  };
  const loseLanes = () => {
    log.handleLost();
    call.handleLost();
    releaseNow();
  };
  const handleGone = () => {
    if (log.closed && call.closed) releaseNow();
    else if (!released) gone ??= clock.schedule(overtakenMs, loseLanes);
  };
  const log = dataChannel(ports.log, handleEnded);
  const call = dataChannel(ports.call, handleEnded);
  const reliable = { log, call } as const;

  const glance: Datagrams = {
    maxDatagramBytes: maxRtcFrameBytes,
    send(datagram) {
      invariant(datagram.length <= maxRtcFrameBytes, `a glance is at most ${maxRtcFrameBytes} bytes`);
      if (released || log.closed) return;
      try {
        if (ports.glance.isOpen() && ports.glance.bufferedBytes() < glanceMarkBytes)
          ports.glance.send(datagram);
      } catch {
        // The stack closed it meanwhile, and says so by itself.
      }
    },
    onDatagram: (listener) => glances.listen(listener),
  };

  return {
    lanes: (kind) => ({ log: log.channel, call: call.channel, glance, kind }),
    handleMessage(lane, data) {
      if (released) return;
      if (lane !== "glance") return reliable[lane].handleMessage(data);
      if (typeof data === "string" || data.length > maxRtcFrameBytes) return close("protocol-error");
      if (!log.closed) glances.push(data, data.length);
    },
    handleLow(lane) {
      if (lane !== "glance") reliable[lane].handleLow();
    },
    // Behind a goodbye the far end frees its connection, lane by lane; without one the line broke.
    handleClosed(lane) {
      if (lane === "glance" ? !log.closed : !reliable[lane].closed) handleGone();
    },
    handleGone,
    close,
  };
}
