import type { Clock, Logger } from "../../../../shared/base/ports.ts";
import type { IceServer } from "../../../../shared/channel/adapters/ice-servers.ts";
import type { RtcPeer } from "../../../../shared/channel/adapters/rtc-peer.ts";
import { upgradeToRtc } from "../../../../shared/channel/adapters/rtc-upgrade.ts";
import type { SecureConnection } from "../../../../shared/channel/secure-connection.ts";
import { createRtcGuestPeer, createRtcHostPeer } from "./rtc-peer.ts";

export interface UpgradeOptions {
  readonly connection: SecureConnection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly iceServers: readonly IceServer[];
}

/** The host's part of moving a connection to WebRTC. */
export function offerWebRtc({ connection, ...ports }: UpgradeOptions): RtcPeer {
  return upgradeToRtc(connection, (sendSignal) => createRtcHostPeer({ ...ports, sendSignal }));
}

/** The part of a guest under Node. */
export function answerWebRtc({ connection, ...ports }: UpgradeOptions): RtcPeer {
  return upgradeToRtc(connection, (sendSignal) => createRtcGuestPeer({ ...ports, sendSignal }));
}
