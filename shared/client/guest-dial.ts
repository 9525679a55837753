import type { Clock, Crypto, KeyPair } from "../base/ports.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type CloseReason, closeReasons } from "../channel/close-reason.ts";
import { type GreetedGuest, startGuestHandshake } from "../channel/handshake.ts";
import { deriveLinkKeys, type ShareLink } from "../channel/link-secret.ts";
import type { SecureConnection } from "../channel/secure-connection.ts";
import { guestPath } from "../signaling/messages.ts";
import { openRelay, type RelaySocket } from "../signaling/open-relay.ts";
import {
  decodeMessage,
  encodeMessage,
  type Greeting,
  greetingSchema,
  type Position,
} from "../wire/messages.ts";
import { agreeVersion, wireVersions } from "../wire/versions.ts";
import type { Closing } from "./status.ts";

/** Connecting to the signaling server and being introduced to the host. */
const introductionMs = 10_000;

export interface GuestDialOptions {
  readonly link: ShareLink;
  /** The guest's own; rights belong to it, so the same one comes back after a lost line. */
  readonly identity: KeyPair;
  readonly crypto: Crypto;
  readonly clock: Clock;
  /** Opens a WebSocket; may still be connecting when handed over. */
  readonly openSocket: (url: string) => RelaySocket;
  /** Answers the host's offer of a direct way. */
  readonly upgrade: (connection: SecureConnection) => void;
}

/** The host has proven itself and told what it offers; nothing was told about the guest yet. */
export interface Looked {
  readonly greeting: Greeting;
  /** Ed25519. */
  readonly hostKey: Uint8Array;
}

export interface Joining {
  readonly name: string;
  readonly acceptedRecording: boolean;
  readonly resume: Position | undefined;
}

/** A guest's way in by a link. */
export interface GuestDial {
  /** What a joiner decides by. The line is closed again: a person may take their time. */
  look(): Promise<Result<Looked, Closing>>;
  join(joining: Joining): Promise<Result<SecureConnection, Closing>>;
}

export function closing(reason: CloseReason): Closing {
  return { reason, message: closeReasons[reason] };
}

export function createGuestDial(options: GuestDialOptions): GuestDial {
  const { link, crypto, clock } = options;
  const { door } = deriveLinkKeys(crypto, link.secret);
  const url = `${link.origin.replace(/^http/, "ws")}${guestPath}`;

  const greet = async (): Promise<Result<{ greeted: GreetedGuest; greeting: Greeting }, Closing>> => {
    const channel = await openRelay({
      socket: options.openSocket(url),
      link: link.linkId,
      door,
      clock,
      timeoutMs: introductionMs,
    });
    if (!channel.ok) return err(closing(channel.error));
    const greeted = await startGuestHandshake({
      channel: channel.value,
      crypto,
      clock,
      link,
      identity: options.identity,
    });
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
    return ok({ greeted: greeted.value, greeting: greeting.value });
  };

  return {
    async look() {
      const seen = await greet();
      if (!seen.ok) return seen;
      seen.value.greeted.close();
      return ok({ greeting: seen.value.greeting, hostKey: seen.value.greeted.hostKey });
    },
    async join({ name, acceptedRecording, resume }) {
      const seen = await greet();
      if (!seen.ok) return seen;
      const connection = seen.value.greeted.proceed(
        encodeMessage({
          versions: wireVersions,
          name,
          acceptedRecording,
          ...(resume === undefined ? {} : { resume }),
        }),
      );
      options.upgrade(connection);
      return ok(connection);
    },
  };
}
