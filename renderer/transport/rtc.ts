import SimplePeer from "@thaunknown/simple-peer/lite.js";
import { z } from "zod";
import { safeParse } from "../../shared/base/parse.ts";
import type { Clock, Logger } from "../../shared/base/ports.ts";
import { toFrame, unshared } from "../../shared/channel/adapters/bytes.ts";
import { type DataChannelPort, rtcLowMarkBytes } from "../../shared/channel/adapters/data-channel.ts";
import type { IceServer } from "../../shared/channel/adapters/ice-servers.ts";
import {
  createRtcLanes,
  type RtcKind,
  type RtcLaneName,
  type RtcLaneSet,
  rtcChannels,
  rtcLaneNames,
} from "../../shared/channel/adapters/rtc-lanes.ts";
import {
  createRtcPeerOver,
  type RtcAttempt,
  type RtcAttemptEvents,
  type RtcPeer,
} from "../../shared/channel/adapters/rtc-peer.ts";

export interface BrowserRtcPeerOptions {
  readonly iceServers: readonly IceServer[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Takes JSON bytes of at most 12 KiB for the host's handleSignal; reliable, in order, end-to-end encrypted. */
  readonly sendSignal: (bytes: Uint8Array) => void;
  /** For each of two attempts; default 10 s. */
  readonly timeoutMs?: number;
}

/** A guest's end in a page: it answers what the host offers. */
export function createRtcGuestPeer(options: BrowserRtcPeerOptions): RtcPeer {
  return createRtcPeerOver({
    ...options,
    role: "guest",
    // Some hardened browsers have none; everything stays on the relay then.
    openAttempt:
      typeof RTCPeerConnection === "undefined" ? undefined : (events) => openBrowserAttempt(options, events),
  });
}

function openBrowserAttempt(options: BrowserRtcPeerOptions, events: RtcAttemptEvents): RtcAttempt {
  const { clock } = options;
  let phase: "opening" | "open" | "over" = "opening";
  let lanes: RtcLaneSet | undefined;
  const opened = new Set<RtcLaneName>();

  const peer = new SimplePeer({
    initiator: false,
    trickle: true,
    config: { iceServers: options.iceServers.map(toBrowserIceServer) },
    channelConfig: { negotiated: true, ...rtcChannels.log },
  });

  const release = () => {
    phase = "over";
    peer.destroy();
  };
  const handleGone = (why: string) => {
    if (phase === "over") return;
    if (phase === "open") return lanes?.handleGone();
    release();
    events.failed(why);
  };
  const handleOpen = async (lane: RtcLaneName, connection: RTCPeerConnection) => {
    opened.add(lane);
    if (opened.size < rtcLaneNames.length) return;
    const kind = await kindOf(connection);
    if (phase !== "opening" || lanes === undefined) return;
    phase = "open";
    events.open(lanes.lanes(kind));
  };

  const listen = (
    lane: RtcLaneName,
    channel: RTCDataChannel,
    connection: RTCPeerConnection,
  ): DataChannelPort => {
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = rtcLowMarkBytes;
    channel.addEventListener("open", () => void handleOpen(lane, connection));
    channel.addEventListener("message", ({ data }: MessageEvent<unknown>) =>
      lanes?.handleMessage(lane, typeof data === "string" ? data : (toFrame(data) ?? "")),
    );
    channel.addEventListener("bufferedamountlow", () => lanes?.handleLow(lane));
    channel.addEventListener("close", () => {
      if (phase === "open") lanes?.handleClosed(lane);
      else handleGone("a channel closed before all were open");
    });
    return {
      isOpen: () => channel.readyState === "open",
      bufferedBytes: () => channel.bufferedAmount,
      send: (data) => (typeof data === "string" ? channel.send(data) : channel.send(unshared(data))),
    };
  };

  // A peer destroys itself when the far end closes, and says so as an error.
  peer.on("error", (error) => handleGone(error.message));
  peer.on("close", () => handleGone("the connection was closed"));
  peer.on("signal", (signal) => {
    if (signal.type === "answer" && signal.sdp !== undefined) events.description(signal.sdp);
    else if (signal.candidate !== undefined)
      events.candidate(signal.candidate.candidate, signal.candidate.sdpMid ?? "0");
  });
  peer.on("iceStateChange", (_connection, gathering) => {
    if (gathering === "complete") events.candidatesDone();
  });

  const connection = peer._pc;
  const first = peer._channel;
  if (connection !== null && first !== null) {
    // Its stream would take the first channel's frames without bound and cut them off at a close: read here instead.
    first.onmessage = null;
    first.onclose = null;
    const create = (lane: "call" | "glance") =>
      connection.createDataChannel(lane, {
        negotiated: true,
        ...rtcChannels[lane],
        ...(rtcChannels[lane].ordered ? {} : { maxRetransmits: 0 }),
      });
    const ports = {
      log: listen("log", first, connection),
      call: listen("call", create("call"), connection),
      glance: listen("glance", create("glance"), connection),
    };
    lanes = createRtcLanes({ ports, clock, release });
  }

  return {
    handleDescription(sdp) {
      if (phase === "opening") peer.signal({ type: "offer", sdp });
    },
    handleCandidate(candidate, sdpMid) {
      if (phase !== "over") peer.signal({ type: "candidate", candidate: { candidate, sdpMid } });
    },
    close(reason) {
      if (phase === "open") lanes?.close(reason);
      else release();
    },
  };
}

function toBrowserIceServer({ urls, username, credential }: IceServer): RTCIceServer {
  return {
    urls: [...urls],
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  };
}

/** What is read of a connection's statistics; browsers differ in which of these they have. */
const statSchema = z.object({
  type: z.string(),
  selectedCandidatePairId: z.string().optional(),
  nominated: z.boolean().optional(),
  state: z.string().optional(),
  localCandidateId: z.string().optional(),
  remoteCandidateId: z.string().optional(),
  candidateType: z.string().optional(),
});
type Stat = z.infer<typeof statSchema>;

/** `turn` when either end of the pair in use is a TURN server. */
async function kindOf(connection: RTCPeerConnection): Promise<RtcKind> {
  const stats = new Map<string, Stat>();
  const report = await connection.getStats().catch(() => undefined);
  report?.forEach((value: unknown, id: string) => {
    const stat = safeParse(statSchema, value);
    if (stat.success) stats.set(id, stat.data);
  });
  const all = [...stats.values()];
  const selected = all.find((stat) => stat.type === "transport")?.selectedCandidatePairId;
  const pair =
    selected === undefined
      ? all.find(
          (stat) => stat.type === "candidate-pair" && stat.nominated === true && stat.state === "succeeded",
        )
      : stats.get(selected);
  const ends = [pair?.localCandidateId, pair?.remoteCandidateId];
  return ends.some((id) => id !== undefined && stats.get(id)?.candidateType === "relay") ? "turn" : "direct";
}
