import { WebSocket } from "ws";
import type { ShareLink } from "../../shared/channel/link-secret.ts";
import { createGuestDial, type GuestDial } from "../../shared/client/guest-dial.ts";
import { createNativeCrypto } from "../engine/identity/native-crypto.ts";
import { silentLogger, systemClock } from "../engine/ports.ts";
import { answerWebRtc } from "../engine/transports/rtc/upgrade.ts";

/** A guest's way in from a terminal. The identity lives as long as the process. */
export function createTerminalGuest(link: ShareLink, options: { readonly relayOnly: boolean }): GuestDial {
  const crypto = createNativeCrypto();
  return createGuestDial({
    link,
    crypto,
    clock: systemClock,
    identity: crypto.createEd25519(),
    openSocket(url) {
      const socket = new WebSocket(url, { perMessageDeflate: false });
      // The relay hears of it by `close`; without a listener it would end the process.
      socket.on("error", () => {});
      return socket;
    },
    upgrade(connection) {
      if (options.relayOnly) return;
      answerWebRtc({ connection, clock: systemClock, iceServers: [], logger: silentLogger });
    },
  });
}
