import type { ParticipantId } from "../base/ids.ts";
import type { CloseReason } from "../channel/close-reason.ts";
import type { Carrier } from "../channel/connection.ts";

/** Why a connection could not be made or was closed, with the sentence for whoever is told. */
export interface Closing {
  readonly reason: CloseReason;
  readonly message: string;
}

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
