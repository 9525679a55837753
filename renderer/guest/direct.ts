import type { Clock, Logger } from "../../shared/base/ports.ts";
import { upgradeToRtc } from "../../shared/channel/adapters/rtc-upgrade.ts";
import type { SecureConnection } from "../../shared/channel/secure-connection.ts";
import { createRtcGuestPeer } from "../transport/rtc.ts";

/** Answers the host's offers, which come once it has let this guest in, and moves the connection off the relay. */
export function goDirect(
  connection: SecureConnection,
  ports: { readonly clock: Clock; readonly logger: Logger },
): void {
  upgradeToRtc(connection, (sendSignal) =>
    // The host knows the STUN and TURN servers; its candidates are enough for the two to meet.
    createRtcGuestPeer({ ...ports, iceServers: [], sendSignal }),
  );
}
