import type { ParticipantId } from "../base/ids.ts";
import type { CloseReason } from "../channel/close-reason.ts";
import type { Carrier } from "../channel/connection.ts";

/** Why a connection could not be made or was closed, with the sentence for whoever is told. */
export interface Closing {
  readonly reason: CloseReason;
  readonly message: string;
}

/**
 * For a line that was lost before the host had proven itself: until then its reasons are anybody's, so none is believed
 * (shared/channel/close-rules.ts), and what can be behind it is said instead.
 */
export const lostAtTheDoor =
  "The line was lost before the host had proven who it is. The host may be gone, the link may name another host, or " +
  "somebody may stand in between. Try again; if it stays so, ask for a new link, and send it by another way.";

/** Where a client stands; one of these, never two. */
export type ClientStatus =
  | { readonly name: "connecting" }
  /** Let in once the owner says so. */
  | { readonly name: "waiting"; readonly participant: ParticipantId; readonly untilMs: number }
  | { readonly name: "live"; readonly participant: ParticipantId; readonly carrier: Carrier }
  /** The line is lost; rights and place are kept. `attempt` counts from 1. */
  | {
      readonly name: "reconnecting";
      readonly attempt: number;
      readonly nextInMs: number;
      readonly closing: Closing;
    }
  | { readonly name: "over"; readonly closing: Closing };

/**
 * What a client that was heard by the host does about a way of ending: try again by itself, stop, or (`retry-briefly`)
 * see whether it is still so in a minute.
 */
export const afterClosing: Readonly<Record<CloseReason, "retry" | "retry-briefly" | "stop">> = {
  left: "stop",
  ended: "stop",
  removed: "stop",
  refused: "stop",
  lost: "retry",
  "protocol-error": "stop",
  "version-unsupported": "stop",
  "authentication-failed": "stop",
  "wrong-host-key": "stop",
  "handshake-timeout": "retry",
  "too-slow": "retry",
  "over-budget": "retry",
  idle: "stop",
  "sharing-off": "stop",
  replaced: "stop",
  "host-offline": "retry",
  // A server that was restarted with an empty store knows the link again once the host is back.
  "unknown-link": "retry-briefly",
  "rate-limited": "retry",
  "server-unreachable": "retry",
  "internal-error": "retry",
};
