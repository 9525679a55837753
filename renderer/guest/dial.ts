import { toBase64url } from "../../shared/base/bytes.ts";
import type { Clock, Crypto, Logger } from "../../shared/base/ports.ts";
import { ok } from "../../shared/base/result.ts";
import type { ShareLink } from "../../shared/channel/link-secret.ts";
import { createGuestDial } from "../../shared/client/guest-dial.ts";
import { keyFingerprint } from "../../shared/log/fingerprint.ts";
import type { GuestDialer } from "./dialer.ts";
import { goDirect } from "./direct.ts";

export interface DialOptions {
  readonly link: ShareLink;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly logger: Logger;
}

/** A browser guest's way in: relay, handshake, admission, and then a direct connection where there is one. */
export function createGuestDialer({ link, clock, crypto, logger }: DialOptions): GuestDialer {
  const dial = createGuestDial({
    link,
    crypto,
    clock,
    // In memory only: nothing of a guest outlives the page, and a reload is somebody new.
    identity: crypto.createEd25519(),
    openSocket: (url) => new WebSocket(url),
    upgrade: (connection) => goDirect(connection, { clock, logger }),
  });
  return {
    async look() {
      const looked = await dial.look();
      if (!looked.ok) return looked;
      const { greeting, hostKey } = looked.value;
      return ok({ ...greeting, hostFingerprint: keyFingerprint(crypto, toBase64url(hostKey)) ?? "" });
    },
    join: dial.join,
  };
}
