import { type DataChannel, PeerConnection } from "node-datachannel";

/** One end of a data channel, ordered and reliable as our lanes are. Ends with its process. */
export interface BareChannel {
  /** With all candidates in it. */
  readonly description: Promise<string>;
  /** The offering end's last step; resolves once the channel is open. */
  accept(sdp: string): Promise<void>;
  send(message: Uint8Array): void;
  onMessage(listener: (message: Uint8Array) => void): void;
}

export function openBareChannel(role: "offer" | "answer", offered?: string): BareChannel {
  const peer = new PeerConnection(`bare-${role}`, { iceServers: [] });
  let listener: (message: Uint8Array) => void = () => {};
  let resolveOpen: () => void = () => {};
  const open = new Promise<void>((resolve) => {
    resolveOpen = resolve;
  });
  const description = new Promise<string>((resolve) => {
    peer.onGatheringStateChange((state) => {
      if (state === "complete") resolve(peer.localDescription()?.sdp ?? "");
    });
  });
  peer.onStateChange(() => {});

  // In this order, or two ends of this stack lose their first packet and a second with it: see native-attempt.ts.
  if (offered !== undefined)
    peer.setRemoteDescription(offered.replace("a=setup:actpass", "a=setup:active"), "offer");
  const channel: DataChannel = peer.createDataChannel("bare", { negotiated: true, id: 1 });
  channel.onOpen(() => resolveOpen());
  channel.onClosed(() => {});
  channel.onError(() => {});
  channel.onMessage((message) => {
    if (typeof message !== "string") listener(new Uint8Array(message));
  });

  return {
    description,
    accept(sdp) {
      peer.setRemoteDescription(sdp, "answer");
      return open;
    },
    send: (message) => void channel.sendMessageBinary(message),
    onMessage(next) {
      listener = next;
    },
  };
}
