import type { Clock, Logger } from "../../../../shared/base/ports.ts";
import type { IceServer } from "../../../../shared/channel/adapters/ice-servers.ts";
import { createRtcPeerOver, type RtcPeer } from "../../../../shared/channel/adapters/rtc-peer.ts";
import { native } from "./native.ts";
import { openNativeAttempt } from "./native-attempt.ts";

export interface NativeRtcPeerOptions {
  readonly role: "host" | "guest";
  readonly iceServers: readonly IceServer[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Takes JSON bytes of at most 12 KiB for the other end's handleSignal; reliable, in order, end-to-end encrypted. */
  readonly sendSignal: (bytes: Uint8Array) => void;
  /** For each of two attempts; default 10 s. */
  readonly timeoutMs?: number;
  /** One address of this machine to use; left out: all of them. */
  readonly bindAddress?: string;
}

/** A peer connection of the native stack: the host's end, or that of a guest in a terminal. */
export function createRtcPeer(options: NativeRtcPeerOptions): RtcPeer {
  const { role, iceServers, clock, logger, bindAddress } = options;
  const stack = native;
  return createRtcPeerOver({
    ...options,
    openAttempt:
      stack &&
      ((events) =>
        openNativeAttempt({ native: stack, role, iceServers, clock, logger, bindAddress, events })),
  });
}

export function createRtcHostPeer(options: Omit<NativeRtcPeerOptions, "role">): RtcPeer {
  return createRtcPeer({ ...options, role: "host" });
}

export function createRtcGuestPeer(options: Omit<NativeRtcPeerOptions, "role">): RtcPeer {
  return createRtcPeer({ ...options, role: "guest" });
}
