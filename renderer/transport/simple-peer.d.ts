/** What is used of @thaunknown/simple-peer, which brings no types. `lite` leaves out sound and pictures. */
declare module "@thaunknown/simple-peer/lite.js" {
  export interface PeerSignal {
    readonly type: string;
    readonly sdp?: string;
    readonly candidate?: {
      readonly candidate: string;
      readonly sdpMid?: string | null;
      readonly sdpMLineIndex?: number | null;
    };
  }

  export interface PeerOptions {
    readonly initiator: boolean;
    readonly trickle: boolean;
    readonly config: RTCConfiguration;
    readonly channelConfig: RTCDataChannelInit;
  }

  export default class Peer {
    constructor(options: PeerOptions);
    /** Throws once the peer is destroyed. */
    signal(data: PeerSignal): void;
    /** Frees the connection a turn later. An error is told to the listeners of `error`: without one it is thrown. */
    destroy(error?: Error): void;
    on(event: "signal", listener: (data: PeerSignal) => void): this;
    on(event: "error", listener: (error: Error) => void): this;
    on(event: "close", listener: () => void): this;
    on(event: "iceStateChange", listener: (connection: string, gathering: string) => void): this;
    /** No public way leads to these two; null once it is destroyed, and where it could not be made. */
    readonly _pc: RTCPeerConnection | null;
    readonly _channel: RTCDataChannel | null;
  }
}
