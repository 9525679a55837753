import type { SecureConnection } from "../secure-connection.ts";
import type { RtcPeer } from "./rtc-peer.ts";

/**
 * Moves a connection off the relay: ties a peer's signals to the connection's control messages, and its lanes to the
 * connection once they are open. Where no direct connection can be made it stays relayed. Gives the peer, which ends
 * with the connection, for whoever ends it sooner.
 */
export function upgradeToRtc(
  connection: SecureConnection,
  createPeer: (sendSignal: (bytes: Uint8Array) => void) => RtcPeer,
): RtcPeer {
  const peer = createPeer((bytes) => void connection.sendControl(bytes));
  const listening = connection.onControl((bytes) => {
    if (peer.handleSignal(bytes) === "protocol-error") connection.close("protocol-error");
  });
  connection.onClose(() => listening.dispose());
  // Not at the close: what was sent before it, and its reason, are still on their way.
  void connection.finished.then(() => peer.dispose());
  void peer.ready.then((ready) => {
    if (ready.ok) void connection.addCarrier(ready.value);
  });
  return peer;
}
