import type { Clock, Logger } from "../../../../shared/base/ports.ts";
import {
  type DataChannelPort,
  maxRtcFrameBytes,
  rtcLowMarkBytes,
} from "../../../../shared/channel/adapters/data-channel.ts";
import type { IceServer } from "../../../../shared/channel/adapters/ice-servers.ts";
import {
  createRtcLanes,
  type RtcKind,
  type RtcLaneName,
  type RtcLaneSet,
  rtcChannels,
  rtcLaneNames,
} from "../../../../shared/channel/adapters/rtc-lanes.ts";
import type { RtcAttempt, RtcAttemptEvents } from "../../../../shared/channel/adapters/rtc-peer.ts";
import { toFrame } from "../../../../shared/channel/adapters/bytes.ts";
import {
  holdNative,
  type Native,
  type NativeChannel,
  type NativePeer,
  toNativeIceServers,
} from "./native.ts";

export interface NativeAttemptOptions {
  readonly native: Native;
  readonly role: "host" | "guest";
  readonly iceServers: readonly IceServer[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** One address to use, instead of all that the machine has. */
  readonly bindAddress: string | undefined;
  readonly events: RtcAttemptEvents;
}

/** States in which this stack has given a connection up; it has no way back from `disconnected`. */
const gone: ReadonlySet<string> = new Set(["disconnected", "failed", "closed"]);

/** One native peer connection with its three channels. */
export function openNativeAttempt(options: NativeAttemptOptions): RtcAttempt {
  const { native, role, clock, logger, events } = options;
  let peer: NativePeer | undefined;
  let lanes: RtcLaneSet | undefined;
  const letGo = holdNative(() => peer?.close());
  let phase: "opening" | "open" | "over" = "opening";
  const opened = new Set<RtcLaneName>();

  /** An exception in a callback of the addon ends the process: a bug of ours costs this one peer instead. */
  const guard =
    <A extends unknown[]>(run: (...args: A) => void) =>
    (...args: A): void => {
      try {
        run(...args);
      } catch (error) {
        logger.error("a listener of a direct connection failed", { error: messageOf(error) });
        close("internal-error");
      }
    };

  const release = () => {
    phase = "over";
    // Once: a second close of a peer, and any call to one that is closed, is harmless, but says nothing.
    const closing = peer;
    peer = undefined;
    closing?.close();
    letGo();
  };
  const close = (reason: Parameters<RtcAttempt["close"]>[0]) => {
    if (phase === "open") lanes?.close(reason);
    else release();
  };
  const fail = (why: string) => {
    if (phase !== "opening") return;
    release();
    events.failed(why);
  };
  /** What the far end can make throw: a description or a candidate that the stack does not take. */
  const attempt = (what: string, run: (peer: NativePeer) => void) => {
    if (peer === undefined) return;
    try {
      run(peer);
    } catch (error) {
      fail(`${what}: ${messageOf(error)}`);
    }
  };

  const handleState = (state: string) => {
    if (!gone.has(state) || phase === "over") return;
    if (phase === "open") lanes?.handleGone();
    else fail(`the connection is ${state}`);
  };
  const handleOpen = (lane: RtcLaneName, channel: NativeChannel) => {
    if (phase !== "opening" || lanes === undefined || peer === undefined) return;
    // The far end's description says how much it takes; less than a frame is not a peer of ours.
    if (channel.maxMessageSize() < maxRtcFrameBytes) return fail("the far end takes no whole frame");
    opened.add(lane);
    if (opened.size < rtcLaneNames.length) return;
    phase = "open";
    events.open(lanes.lanes(kindOf(peer)));
  };

  const createChannels = (on: NativePeer) => {
    const create = (lane: RtcLaneName): DataChannelPort => {
      const { id, ordered } = rtcChannels[lane];
      const channel = on.createDataChannel(lane, {
        negotiated: true,
        id,
        ...(ordered ? {} : { unordered: true, maxRetransmits: 0 }),
      });
      channel.setBufferedAmountLowThreshold(rtcLowMarkBytes);
      channel.onOpen(guard(() => handleOpen(lane, channel)));
      channel.onMessage(
        guard((data) => lanes?.handleMessage(lane, typeof data === "string" ? data : (toFrame(data) ?? ""))),
      );
      channel.onBufferedAmountLow(guard(() => lanes?.handleLow(lane)));
      // Without a listener for these two, the process would not end.
      channel.onClosed(guard(() => handleChannelClosed(lane)));
      channel.onError(guard((error) => logger.warn("a data channel failed", { lane, error })));
      return {
        isOpen: () => channel.isOpen(),
        bufferedBytes: () => channel.bufferedAmount(),
        send: (data) =>
          void (typeof data === "string" ? channel.sendMessage(data) : channel.sendMessageBinary(data)),
      };
    };
    const ports = { log: create("log"), call: create("call"), glance: create("glance") };
    lanes = createRtcLanes({ ports, clock, release });
  };
  const handleChannelClosed = (lane: RtcLaneName) => {
    if (phase === "open") lanes?.handleClosed(lane);
    else fail("a channel closed before all were open");
  };

  const { servers, leftOut } = toNativeIceServers(options.iceServers);
  if (leftOut > 0) logger.info("TURN servers over TCP or TLS are not used by this stack", { leftOut });
  try {
    const created = new native.PeerConnection(`tandem-${role}`, {
      iceServers: servers,
      ...(options.bindAddress === undefined ? {} : { bindAddress: options.bindAddress }),
      // A far end that sends more than a frame is refused by its own stack, and cannot make this one hold it.
      maxMessageSize: maxRtcFrameBytes,
    });
    peer = created;
    created.onStateChange(guard(handleState));
    created.onLocalDescription(guard((sdp) => events.description(sdp)));
    created.onLocalCandidate(guard((candidate, mid) => events.candidate(candidate, mid)));
    created.onGatheringStateChange(guard((state) => state === "complete" && events.candidatesDone()));
    // The host's first channel makes the offer; a guest's come after it.
    if (role === "host") createChannels(created);
  } catch (error) {
    const why = `the stack refused: ${messageOf(error)}`;
    queueMicrotask(() => fail(why));
  }

  return {
    handleDescription(sdp) {
      attempt("the description was refused", (to) => {
        // The end that hears the handshake has its connection up a moment before the one that begins it. The other way
        // round, which is this stack's own, two such ends lose the first packet mostly, and a second with it.
        if (role === "host") to.setRemoteDescription(sdp, "answer");
        else to.setRemoteDescription(sdp.replace("a=setup:actpass", "a=setup:active"), "offer");
        if (role === "guest") createChannels(to);
      });
    },
    handleCandidate(candidate, mid) {
      // One that the stack cannot use is one way less, not a failure.
      try {
        peer?.addRemoteCandidate(candidate, mid);
      } catch (error) {
        logger.info("a candidate was not taken", { error: messageOf(error) });
      }
    },
    close,
  };
}

function kindOf(peer: NativePeer): RtcKind {
  const pair = peer.getSelectedCandidatePair();
  return pair?.local.type === "relay" || pair?.remote.type === "relay" ? "turn" : "direct";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
