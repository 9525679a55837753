import { toBase64url } from "../../shared/base/bytes.ts";
import type { Clock, Crypto, Logger } from "../../shared/base/ports.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { type CloseReason, closeReasons } from "../../shared/channel/close-reason.ts";
import { type GreetedGuest, startGuestHandshake } from "../../shared/channel/handshake.ts";
import { deriveLinkKeys, type ShareLink } from "../../shared/channel/link-secret.ts";
import type { Closing } from "../../shared/client/status.ts";
import { keyFingerprint } from "../../shared/log/fingerprint.ts";
import { guestPath } from "../../shared/signaling/messages.ts";
import { openRelay } from "../../shared/signaling/open-relay.ts";
import { decodeMessage, encodeMessage, greetingSchema } from "../../shared/wire/messages.ts";
import { agreeVersion, wireVersions } from "../../shared/wire/versions.ts";
import type { GuestDialer, Welcome } from "./dialer.ts";
import { goDirect } from "./direct.ts";

/** For the server to answer and introduce; a person waits for it. */
const relayTimeoutMs = 12_000;

export interface DialOptions {
  readonly link: ShareLink;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly logger: Logger;
}

interface Looked {
  readonly welcome: Welcome;
  readonly greeted: GreetedGuest;
}

function closing(reason: CloseReason): Closing {
  return { reason, message: closeReasons[reason] };
}

/** A browser guest's way in: relay, handshake, admission, and then a direct connection where there is one. */
export function createGuestDialer({ link, clock, crypto, logger }: DialOptions): GuestDialer {
  // In memory only: nothing of a guest outlives the page, and a reload is somebody new.
  const identity = crypto.createEd25519();
  const { door } = deriveLinkKeys(crypto, link.secret);
  let open: Looked | undefined;

  const connect = async (): Promise<Result<Looked, Closing>> => {
    const socket = new WebSocket(`${link.origin.replace(/^http/, "ws")}${guestPath}`);
    const relay = await openRelay({ socket, link: link.linkId, door, clock, timeoutMs: relayTimeoutMs });
    if (!relay.ok) return err(closing(relay.error));
    const greeted = await startGuestHandshake({ channel: relay.value, crypto, clock, link, identity });
    if (!greeted.ok) return err(closing(greeted.error));
    const greeting = decodeMessage(greetingSchema, greeted.value.greeting);
    if (!greeting.ok || greeting.value.session !== greeted.value.sessionId) {
      greeted.value.close();
      return err(closing("protocol-error"));
    }
    if (agreeVersion(greeting.value.versions) === undefined) {
      greeted.value.close();
      return err(closing("version-unsupported"));
    }
    const hostFingerprint = keyFingerprint(crypto, toBase64url(greeted.value.hostKey)) ?? "";
    const looked = { welcome: { ...greeting.value, hostFingerprint }, greeted: greeted.value };
    open = looked;
    // The host gives a person some minutes to decide; after that, joining makes a new line.
    looked.greeted.onClose(() => {
      if (open === looked) open = undefined;
    });
    return ok(looked);
  };

  return {
    async look() {
      open?.greeted.close();
      const looked = await connect();
      return looked.ok ? ok(looked.value.welcome) : looked;
    },
    async join({ name, acceptedRecording, resume }) {
      const kept = open;
      const looked = kept === undefined ? await connect() : ok(kept);
      open = undefined;
      if (!looked.ok) return looked;
      const admission = encodeMessage({
        versions: wireVersions,
        name,
        acceptedRecording,
        ...(resume === undefined ? {} : { resume }),
      });
      const connection = looked.value.greeted.proceed(admission);
      goDirect(connection, { clock, logger });
      return ok(connection);
    },
    dispose() {
      open?.greeted.close();
      open = undefined;
    },
  };
}
