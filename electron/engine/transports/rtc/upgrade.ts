import type { Clock, Logger } from "../../../../shared/base/ports.ts";
import type { IceServer } from "../../../../shared/channel/adapters/ice-servers.ts";
import type { RtcPeer } from "../../../../shared/channel/adapters/rtc-peer.ts";
import type { SecureConnection } from "../../../../shared/channel/secure-connection.ts";
import { createRtcGuestPeer, createRtcHostPeer } from "./rtc-peer.ts";

export interface UpgradeOptions {
  readonly connection: SecureConnection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly iceServers: readonly IceServer[];
}

type CreatePeer = (
  options: Omit<UpgradeOptions, "connection"> & { sendSignal: (bytes: Uint8Array) => void },
) => RtcPeer;

/** Ties a peer's signals to the connection's control messages, and its lanes to the connection once they are open. */
function upgrade(create: CreatePeer, { connection, ...ports }: UpgradeOptions): void {
  const peer = create({ ...ports, sendSignal: (bytes) => void connection.sendControl(bytes) });
  const listening = connection.onControl((bytes) => {
    if (peer.handleSignal(bytes) === "protocol-error") connection.close("protocol-error");
  });
  connection.onClose((reason) => {
    listening.dispose();
    peer.dispose(reason);
  });
  void peer.ready.then((ready) => {
    if (ready.ok) void connection.addCarrier(ready.value);
    else ports.logger.info("no direct connection; staying relayed", { reason: ready.error });
  });
}

/** The host's part of moving a connection to WebRTC. Where that fails it stays relayed. */
export function offerWebRtc(options: UpgradeOptions): void {
  upgrade(createRtcHostPeer, options);
}

/** The part of a guest under Node. */
export function answerWebRtc(options: UpgradeOptions): void {
  upgrade(createRtcGuestPeer, options);
}
