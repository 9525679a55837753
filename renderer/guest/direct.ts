import type { Clock, Logger } from "../../shared/base/ports.ts";
import type { RtcPeer } from "../../shared/channel/adapters/rtc-peer.ts";
import type { SecureConnection } from "../../shared/channel/secure-connection.ts";
import { createRtcGuestPeer } from "../transport/rtc.ts";

/** Answers the host's offers, which come once it has let this guest in, and moves the connection off the relay. */
export function goDirect(
  connection: SecureConnection,
  ports: { readonly clock: Clock; readonly logger: Logger },
): void {
  let peer: RtcPeer | undefined;
  const start = () => {
    const started = createRtcGuestPeer({
      ...ports,
      // The host knows the STUN and TURN servers; its candidates are enough for the two to meet.
      iceServers: [],
      sendSignal: (bytes) => void connection.sendControl(bytes),
    });
    void started.ready.then(async (lanes) => {
      // No direct way: everything stays on the relay, and the interface says so.
      if (lanes.ok) await connection.addCarrier(lanes.value);
    });
    return started;
  };
  connection.onControl((bytes) => {
    peer ??= start();
    if (peer.handleSignal(bytes) === "protocol-error") connection.close("protocol-error");
  });
  connection.onClose((reason) => peer?.dispose(reason));
}
